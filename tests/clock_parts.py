"""Clocks without an issue around them, and looks at them at instants of the tests' choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile

from automation.config.clock import Clock, Step
from automation.config.model import Calendar
from automation.config.words.step import parse_step
from automation.decide.calendar import WorkCalendar
from automation.decide.clocks.compiled import CompiledClock, CompiledStep, Pace
from automation.decide.clocks.timeline import Origin, Player, Turn
from automation.model import wire
from automation.model.snapshot import ClockState, Memory
from tests.play import MONDAY, Play

#: stages in which the clock runs; W is one in which it pauses, X one that is none of its own
RUNS = frozenset({"A", "B"})
PAUSES = ("W",)
OF_STAGES = Origin("stage")


def made(
    *steps: str, carries_over: bool = False, zone: str = "Europe/Berlin", holidays: Iterable[str] = ()
) -> CompiledClock:
    """A clock with `steps` that counts from nine to five on weekdays."""
    spec = Clock(
        stages=list(RUNS), pauses=list(PAUSES), carries_over=carries_over, steps=[Step(at=at, do=[]) for at in steps]
    )
    return CompiledClock(
        name="Clock",
        spec=spec,
        calendar=WorkCalendar.of(Calendar(timezone=zone, holidays=list(holidays))),
        runs=RUNS,
        steps=tuple(
            CompiledStep(index=index, name=f"{index}", at=at, time=parse_step(at), when="true", actions=())
            for index, at in enumerate(steps)
        ),
    )


@dataclass(frozen=True, slots=True, order=True)
class Look:
    """Somebody looks; where `stage` is given, the issue has just come into it."""

    at: datetime
    stage: str | None = None


#: index of a step, the instant at which it came, and that at which it was noticed
Noticed = tuple[int, datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens to one issue with one clock."""

    clock: CompiledClock
    #: the way through the stages, oldest first
    moves: tuple[Look, ...]
    origin: Origin = OF_STAGES
    due: date | None = None
    #: when the clock's condition comes true
    ends: datetime | None = None

    def told(
        self, last: datetime, extra: Iterable[datetime] = (), *, waking: bool = False
    ) -> tuple[ClockState | None, list[Noticed]]:
        """State at `last` and steps noticed by looks at each move, at `extra` instants and at `last`.

        With `waking` it is also looked whenever the clock asked for it. Between two looks nothing is kept in memory.
        """
        waiting = sorted([*self.moves, *(Look(at) for at in extra), Look(last)], key=lambda look: look.at)
        state: ClockState | None = None
        stage, since, found = "", self.moves[0].at, list[Noticed]()
        while waiting:
            look = waiting.pop(0)
            if look.at < self.moves[0].at:
                continue
            stage, since = (look.stage, look.at) if look.stage is not None else (stage, since)
            player = self._player(state, look.at)
            taken = player.play([Turn(stage, since, self.clock.pace(stage))], look.at)
            found += [(step.coming.index, step.coming.at, look.at) for step in taken]
            state = None if player.state is None else wire.load(ClockState, wire.dump(player.state))
            if waking and (upcoming := player.upcoming()) and upcoming[0] <= last:
                before = list(takewhile(lambda other: other.at <= upcoming[0], waiting))
                waiting.insert(len(before), Look(upcoming[0]))
        return state, found

    def _player(self, state: ClockState | None, now: datetime) -> Player:
        ends = self.ends if self.ends and self.ends <= now else None
        return Player(clock=self.clock, origin=self.origin, state=state, now=now, due=self.due, ends=ends)

    def running(self, last: datetime) -> list[tuple[datetime, datetime]]:
        """The spans of time that a clock counts that never starts anew, by the plain words of the manual."""
        ends = [*(move.at for move in self.moves[1:]), last]
        spans = [(move.at, end) for move, end in zip(self.moves, ends, strict=True) if self._runs(move)]
        over = min(last, self.ends or last)
        return [(start, min(end, over)) for start, end in spans if start < over]

    def _runs(self, move: Look) -> bool:
        return self.clock.pace(move.stage or "") is Pace.RUNS


def utc(*parts: int) -> datetime:
    """An instant (UTC)."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, hour …


def minutes(count: float) -> datetime:
    """An instant on Monday, `count` minutes after nine o'clock."""
    return MONDAY + timedelta(minutes=count)


def later(play: Play, count: float, act: Callable[[Play], object] = Play.wake) -> Play:
    """`act` on the issue at `count` minutes after nine, with nothing kept in memory since; gives `play`."""
    play.memory = wire.load(Memory, wire.dump(play.memory))
    play.now = minutes(count)
    act(play)
    return play


def words(play: Play, clock: str) -> list[tuple[str, str, str]]:
    """Verdicts and details of what the last decision says about a clock."""
    found = [reason for reason in (play.last.reasons if play.last else ()) if reason.title.startswith(f"Clock {clock}")]
    return [(reason.title.removeprefix(f"Clock {clock}"), str(reason.verdict), reason.detail) for reason in found]
