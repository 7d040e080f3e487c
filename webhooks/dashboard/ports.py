"""What the dashboard needs from the service, and nothing more of it: it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from automation.decide.compiled import Compiled
from automation.model.refs import IssueRef
from automation.model.work import Run
from automation.runtime.checks import Check
from automation.runtime.store import Board, Counts, DeadLetter, IssuePage, Regret, RunFilter, RunSummary, Sweep


class Reading(Protocol):
    """The part of the store that shows things. Each call raises `StoreUnavailable` where the database is away."""

    def ping(self) -> None:
        """Find out whether it can be written."""
        ...

    def counts(self) -> Counts:
        """The account of all deliveries."""
        ...

    def work_states(self) -> dict[str, int]:
        """How many keys are in each state of the work list."""
        ...

    def runs(self, wanted: RunFilter = ..., *, before: str | None = None, limit: int = ...) -> tuple[RunSummary, ...]:
        """The newest `limit` runs that fit `wanted`, behind the run id `before`."""
        ...

    def run(self, run_id: str) -> Run | None:
        """One run in full; None when there is none."""
        ...

    def issue(self, ref: IssueRef) -> IssuePage | None:
        """All that is stored about one issue; None when it was never decided."""
        ...

    def board(self, workflow: str, *, stage: str | None = None, after: int = 0, limit: int = ...) -> Board:
        """Open issues by stage, and a page of cards."""
        ...

    def sweeps(self, limit: int = ...) -> tuple[Sweep, ...]:
        """The newest sweeps."""
        ...

    def held_count(self) -> int:
        """How many policies the brake holds."""
        ...

    def regrets(self, most: int) -> tuple[Regret, ...]:
        """The rules of which people took something back, the most often first."""
        ...

    def dead_letters(self, limit: int, after: str = "") -> tuple[DeadLetter, ...]:
        """Keys that were given up, by name."""
        ...


class Rules(Protocol):
    """Holds the configuration."""

    def current(self) -> Compiled:
        """The configuration in force."""
        ...


class Observed(Protocol):
    """The service that is shown."""

    @property
    def store(self) -> Reading:
        """Where everything is written down."""
        ...

    @property
    def configuration(self) -> Rules:
        """What is configured."""
        ...

    @property
    def now(self) -> Callable[[], datetime]:
        """Gives the present instant (UTC)."""
        ...

    def health(self) -> Mapping[str, Check]:
        """Checks by name; never raises."""
        ...
