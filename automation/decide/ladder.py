"""What comes for an issue if nobody does anything: decided instant by instant, as timers and sweeps would have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from automation.decide.batch import Batch
from automation.decide.build import lasting_body
from automation.decide.compiled import Compiled, CompiledSchedule
from automation.decide.core import decide
from automation.decide.lookups import LookUps
from automation.decide.occurrences import following
from automation.decide.scheduled import decide_scheduled, event_of
from automation.decide.swept import chosen
from automation.model.decision import Decision
from automation.model.events import Event, EventKind, User
from automation.model.plan import Effect, KeepNote, StartSweep
from automation.model.refs import schedule_key
from automation.model.snapshot import LastingMessage, Memory, Snapshot

#: how far ahead is looked, and at how many instants at most
_HORIZON: Final = timedelta(days=366)
_LOOKS: Final = 100
#: steps that are told
_MOST: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step that comes by itself."""

    #: UTC
    at: datetime
    #: a timer, or the schedule of a sweep
    cause: str
    #: the rules, policies and steps of clocks that act
    because: tuple[str, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sweep:
    """The next sweep of a schedule."""

    at: datetime
    schedule: str
    #: names of policies
    policies: tuple[str, ...]


@dataclass(slots=True)
class _Walk:
    """An issue on its way."""

    rules: Compiled
    ask: LookUps
    bot: User
    issue: Snapshot
    memory: Memory
    wake_at: datetime | None

    def live(self, at: datetime, cause: str, events: Iterable[Event]) -> Rung:
        """Let `events` happen at `at`, and take over what is decided."""
        batch = Batch(
            key=str(self.issue.ref), events=tuple(events), snapshot=self.issue, memory=self.memory, bot=self.bot
        )
        decision = decide(batch, self.rules, self.ask, at)
        self.issue, self.memory = after(self.issue, self.memory, decision)
        self.wake_at = decision.wake_at if decision.wake_at is None or decision.wake_at > at else None
        return Rung(at=at, cause=cause, because=tuple(_because(decision)), effects=decision.plan.effects)


def ladder(
    rules: Compiled, ask: LookUps, bot: User, issue: Snapshot, memory: Memory, first: Decision, now: datetime
) -> tuple[Rung, ...]:
    """The steps that follow `first`, the decision on `issue` and its `memory` at `now` (UTC), as long as nobody acts.

    Of each schedule that sweeps its next sweep is played. May raise what `ask` raises.
    """
    issue, memory = after(issue, memory, first)
    walk = _Walk(rules, ask, bot, issue, memory, first.wake_at)
    sweeps = sorted(_sweeps(rules, ask, bot, now), key=lambda sweep: sweep.at)
    found = (rung for rung in _rungs(walk, sweeps, now) if rung.effects)
    return tuple(rung for rung, _ in zip(found, range(_MOST), strict=False))


def after(issue: Snapshot, memory: Memory, decision: Decision) -> tuple[Snapshot, Memory]:
    """The issue, and what is remembered of it, once the plan of `decision` is written."""
    left = decision.memory or memory
    kept = {
        effect.message.key: LastingMessage(effect.note_id or 0, lasting_body(effect.message))
        for effect in decision.plan.effects
        if isinstance(effect, KeepNote)
    }
    shown = replace(left.seen, figures=issue.figures) if left.seen else issue
    return shown, replace(left, messages={**left.messages, **kept})


def _rungs(walk: _Walk, sweeps: list[_Sweep], now: datetime) -> Iterator[Rung]:
    for _ in range(_LOOKS):
        sweep = sweeps[0] if sweeps else None
        if sweep is not None and (walk.wake_at is None or sweep.at <= walk.wake_at):
            yield walk.live(sweep.at, f"sweep of {sweep.schedule}", _swept(walk, sweeps.pop(0)))
        elif walk.wake_at is not None and walk.wake_at <= now + _HORIZON:
            yield walk.live(walk.wake_at, "timer", [_event(walk.issue, EventKind.TIMER, "wake", walk.wake_at)])
        else:
            return


def _swept(walk: _Walk, sweep: _Sweep) -> Iterator[Event]:
    for policy in chosen(walk.rules, sweep.policies):
        yield _event(walk.issue, EventKind.SWEEP, policy.name, sweep.at)


def _event(issue: Snapshot, kind: EventKind, action: str, at: datetime) -> Event:
    return Event(id=f"{kind}:{action}", kind=kind, action=action, at=at, issue=issue.ref, project=issue.ref.project)


def _sweeps(rules: Compiled, ask: LookUps, bot: User, now: datetime) -> Iterator[_Sweep]:
    for schedule in rules.schedules.values():
        if schedule.enabled and any(action.name == "sweep" for action in schedule.actions):
            found = _sweep(rules, ask, bot, schedule, now)
            if found is not None and found.policies:
                yield found


def _sweep(rules: Compiled, ask: LookUps, bot: User, schedule: CompiledSchedule, now: datetime) -> _Sweep | None:
    """What the next round of `schedule` sweeps; None where it does not come round within the horizon."""
    coming = next(following(schedule.timetable, now), None)
    if coming is None or coming.fires_at > now + _HORIZON:
        return None
    event = event_of(schedule, coming, coming.fires_at)
    batch = Batch(key=schedule_key(schedule.name), events=(event,), snapshot=None, memory=Memory(), bot=bot)
    effects = decide_scheduled(batch, rules, ask).plan.effects
    names = [name for effect in effects if isinstance(effect, StartSweep) for name in effect.policies]
    return _Sweep(at=coming.fires_at, schedule=schedule.name, policies=tuple(names))


def _because(decision: Decision) -> Iterator[str]:
    """Whatever acted, by the title of its reason."""
    return (reason.title for reason in decision.reasons if reason.children or reason.title == "Service level")
