"""Clocks in words, for explanations, and as values, for conditions and messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from automation.config.words.step import Base
from automation.decide.clocks.counting import Counted, counted
from automation.decide.clocks.instants import coming
from automation.decide.clocks.timeline import Player
from automation.decide.expressions import ConditionError, there_is_no
from automation.model.decision import Reason, Verdict

if TYPE_CHECKING:
    from automation.decide.clocks.compiled import CompiledClock, CompiledStep
    from automation.decide.clocks.timeline import Taken
    from automation.decide.desk import Desk
    from automation.model.snapshot import ClockState, Memory

_MINUTE: Final = timedelta(minutes=1)
#: minutes, and what so many of them are called
_UNITS: Final = ((1440, "day"), (60, "hour"), (1, "minute"))
_NOTHING: Final = Counted(timedelta(), timedelta())


def length_words(length: timedelta, *, days: bool = True) -> str:
    """For example ``2 days 3 hours 5 minutes``, or ``51 hours 5 minutes`` without `days`; seconds are left out."""
    left, words = length // _MINUTE, list[str]()
    for size, unit in _UNITS if days else _UNITS[1:]:
        count, left = divmod(left, size)
        if count:
            words.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(words) or "0 minutes"


def counted_words(clock: CompiledClock, found: Counted) -> str:
    """What `clock` has counted, in the kind of time that its steps count."""
    return length_words(found.worked, days=False) if clock.counts_working_time else length_words(found.spent)


def instant_words(clock: CompiledClock, instant: datetime) -> str:
    """For example ``2027-01-11 09:45 CET``, in the zone of the calendar; at the ends of time in UTC."""
    with suppress(OverflowError):
        instant = instant.astimezone(clock.calendar.zone)
    return f"{instant:%Y-%m-%d %H:%M %Z}"


def reason_of(player: Player, stage: str | None) -> Reason | None:
    """How far the clock is in `stage`, in words; None where it has not started."""
    clock, state, now = player.clock, player.state, player.now
    if state is None:
        return None
    title, so_far = f"Clock {clock.name}", counted_words(clock, counted(state, now, clock.calendar))
    if state.ended:
        return Reason(title, Verdict.YES, f"ended after {so_far}")
    if state.running_since is None:
        return Reason(title, Verdict.SKIPPED, f"stands still{f' in {stage}' if stage else ''} after {so_far}")
    if state.running_since > now:
        return Reason(title, Verdict.YES, f"starts at {instant_words(clock, state.running_since)}")
    return Reason(title, Verdict.YES, _running(player, state, so_far))


def _running(player: Player, state: ClockState, so_far: str) -> str:
    """For example ``12 minutes of 45 minutes, runs since 2027-01-11 09:00 UTC; Due soon comes at …``."""
    clock, upcoming = player.clock, player.upcoming()
    since = f"runs since {instant_words(clock, state.started_at)}"
    if upcoming is None:
        return f"{so_far}, {since}; {'steps wait for the end of the hold' if player.held else 'no step is left'}"
    at, step = upcoming
    share = f"{so_far} of {step.at}" if step.time.base is Base.START else so_far
    return f"{share}, {since}; {step.name} comes at {instant_words(clock, at)}"


def overview(clocks: Mapping[str, CompiledClock], memory: Memory, now: datetime, *, hold: str) -> tuple[Reason, ...]:
    """How far the clocks of an issue are at `now` (UTC), as it was last seen.

    Args:
        clocks: those of its workflow, by name.
        memory: what is known of the issue.
        now: this instant (UTC).
        hold: the label with which no step is done.
    """
    due, held = (memory.seen.due_date, hold in memory.seen.labels) if memory.seen else (None, False)
    players = [
        Player(clock=clocks[name], origin=None, state=state, now=now, due=due, held=held)
        for name, state in memory.clocks.items()
        if name in clocks
    ]
    return tuple(reason for player in players if (reason := reason_of(player, memory.stage)))


def step_names(clock: CompiledClock, step: CompiledStep, taken: Taken) -> dict[str, Any]:
    """What the actions of a step may use besides everything else."""
    view = {
        "name": step.name,
        "clock": clock.name,
        "elapsed": counted_words(clock, taken.counted),
        "came": taken.coming.at,
    }
    return {"step": view}


def clock_view(desk: Desk) -> Callable[[str], Mapping[str, Any]]:
    """The function ``clock``: how far the clock of this name is."""

    def one(name: str) -> Mapping[str, Any]:
        clocks = desk.workflow.clocks if desk.workflow else {}
        if name not in clocks:
            raise ConditionError(there_is_no(name, clocks, what="clock "))
        return _view(desk, clocks[name], desk.draft.memory.clocks.get(name))

    return one


def _view(desk: Desk, clock: CompiledClock, state: ClockState | None) -> Mapping[str, Any]:
    found = _NOTHING if state is None else counted(state, desk.now, clock.calendar)
    left = [] if state is None else [at.at for at, _ in coming(clock, state, desk.draft.due_date)]
    return {
        "elapsed": counted_words(clock, found),
        "minutes": found.spent // _MINUTE,
        "working_minutes": found.worked // _MINUTE,
        "runs": state is not None and state.running_since is not None,
        "ended": state is not None and state.ended,
        "started": state.started_at if state else None,
        "next": left[0] if left else None,
        "done": state.done if state else frozenset(),
    }
