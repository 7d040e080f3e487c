"""A clock made ready: its stages, its calendar, and its steps with their actions bound."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from automation.config.clock import Clock
from automation.config.words.step import StepTime
from automation.decide.action import Action
from automation.decide.calendar import WorkCalendar


class Pace(StrEnum):
    """What a clock does in a stage."""

    RUNS = "runs"
    PAUSES = "pauses"
    #: the stage is none of its own
    STOPS = "stops"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledStep:
    """One rung of a ladder."""

    #: place in the ladder as written
    index: int
    #: what it is called, and known by where it has been done
    name: str
    #: when, as written
    at: str
    time: StepTime
    when: str
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledClock:
    """One clock, ready."""

    name: str
    spec: Clock
    calendar: WorkCalendar
    #: stages in which it runs; the empty name stands for an issue of a workflow without stages
    runs: frozenset[str]
    steps: tuple[CompiledStep, ...]

    @property
    def counts_working_time(self) -> bool:
        """Whether people will want to read the working time that it counts: no step counts any other."""
        return bool(self.steps) and all(step.time.working for step in self.steps)

    def pace(self, stage: str) -> Pace:
        """What it does in `stage`."""
        if stage in self.spec.pauses:
            return Pace.PAUSES
        return Pace.RUNS if stage in self.runs else Pace.STOPS
