"""What becomes of a clock while its issue goes from stage to stage; pure, and the same however often somebody looks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from automation.decide.clocks.compiled import CompiledClock, CompiledStep, Pace
from automation.decide.clocks.counting import Counted, counted, halted, resumed
from automation.decide.clocks.instants import Coming, coming
from automation.model.snapshot import ClockState

#: sources of a clock's start
STAGE: Final = "stage"
OPENED: Final = "opened"
FIELD: Final = "field"


@dataclass(frozen=True, slots=True)
class Origin:
    """What a clock starts from."""

    #: ``stage``, ``opened`` or ``field``
    source: str
    #: the instant (UTC) that is given; None where the stages give it
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The issue is in `stage` from `at` (UTC) on."""

    stage: str
    at: datetime
    pace: Pace


@dataclass(frozen=True, slots=True)
class Taken:
    """A step whose time has come."""

    coming: Coming
    step: CompiledStep
    #: what the clock had counted then
    counted: Counted


@dataclass(slots=True, kw_only=True)
class Player:
    """Lets time pass for one clock of one issue."""

    clock: CompiledClock
    #: None where it never starts
    origin: Origin | None
    state: ClockState | None
    #: this instant (UTC)
    now: datetime
    #: the due date of the issue
    due: date | None = None
    #: when the clock's condition ends it, or has (UTC)
    ends: datetime | None = None
    #: no step is taken for now, while time goes on (rules.md G07)
    held: bool = False
    #: steps that were done before the start was edited
    _known: frozenset[str] = frozenset()

    def play(self, turns: Sequence[Turn], until: datetime) -> list[Taken]:
        """Go through `turns`, oldest first, and on until `until` (UTC); gives the steps that come, in order."""
        self._forget_other_start()
        found = list[Taken]()
        for turn in turns:
            found += self._run(turn.at)
            self._take(turn)
        return [*found, *self._run(until)]

    def upcoming(self) -> tuple[datetime, CompiledStep] | None:
        """The next step, and when it comes (UTC) if nothing happens; None where none does."""
        return next(((found.at, step) for found, step in self._coming()), None)

    def _coming(self) -> Iterator[tuple[Coming, CompiledStep]]:
        if self.state is not None and not self.held:
            for found, step in coming(self.clock, self.state, self.due):
                if self.ends is None or found.at <= self.ends:
                    yield found, step

    def _forget_other_start(self) -> None:
        """A start that was edited is another start."""
        state, origin = self.state, self.origin
        if state is None:
            return
        if origin is None or (state.source, state.started_at) != (origin.source, origin.at or state.started_at):
            self._known = state.done if state.source != STAGE else frozenset()
            self.state = None

    def _run(self, until: datetime) -> list[Taken]:
        """Let time pass: take the steps that come, and end where the condition holds."""
        if self.state is None:
            return []
        state, calendar = self.state, self.clock.calendar
        come = [pair for pair in self._coming() if pair[0].at <= until]
        found = [Taken(at, step, counted(state, at.at, calendar)) for at, step in come]
        state = replace(state, done=state.done | {taken.step.name for taken in found})
        if self.ends is not None and self.ends <= until:
            state = replace(halted(state, self.ends, calendar), ended=True)
        self.state = state
        return found

    def _take(self, turn: Turn) -> None:
        """Start, go on, stand still or stop, as the stage of `turn` asks for."""
        if self.origin is None:
            return
        if turn.pace is Pace.RUNS:
            goes_on = self.state is not None and (self.state.stage == turn.stage or not self._is_of_stage)
            self.state = self._gone_on(turn) if goes_on else self._started(self.origin, turn)
        elif self.state is not None:
            kept = turn.pace is Pace.PAUSES or not self._is_of_stage
            self.state = halted(self.state, turn.at, self.clock.calendar) if kept else None
        elif self.origin.at is not None:
            self.state = replace(self._started(self.origin, turn), running_since=None)

    @property
    def _is_of_stage(self) -> bool:
        """Whether each stage has a time of its own."""
        return self.origin is not None and self.origin.source == STAGE and not self.clock.spec.carries_over

    def _started(self, origin: Origin, turn: Turn) -> ClockState:
        at = origin.at or turn.at
        state = ClockState(started_at=at, source=origin.source, stage=turn.stage, running_since=at)
        return replace(state, done=self._known - self._ahead(state)) if self._known and origin.at else state

    def _ahead(self, state: ClockState) -> frozenset[str]:
        """The steps that are still to come: after an edited start those come again, and no others."""
        return frozenset(step.name for found, step in coming(self.clock, state, self.due) if found.at > self.now)

    def _gone_on(self, turn: Turn) -> ClockState | None:
        return None if self.state is None else resumed(self.state, turn.at, turn.stage)
