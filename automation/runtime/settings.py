"""How the service runs: what its command decides, and the clock and GitLab that tests and rehearsals replace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from automation.config.model import GitLab
from automation.decide.compiled import Compiled
from automation.gitlab.budget import Limits
from automation.gitlab.changes import ChangesPort
from automation.gitlab.client import GitLabClient
from automation.gitlab.listing import ListingPort
from automation.gitlab.port import GitLabPort
from automation.gitlab.transport import OnRequest
from automation.runtime.decider import Decider
from automation.runtime.trial import Trial, no_trial
from automation.runtime.wakeups import IN_MEMORY


def utc_now() -> datetime:
    """The present instant (UTC)."""
    return datetime.now(UTC)


class Connected(GitLabPort, Protocol):
    """A GitLab that keeps connections open, and can be asked what changed."""

    @property
    def changes(self) -> ChangesPort:
        """What changed while nobody told us."""
        ...

    @property
    def listing(self) -> ListingPort:
        """Existing issues, for sweeps."""
        ...

    def close(self) -> None:
        """Let go of them."""
        ...


def connect(gitlab: GitLab, connections: int, on_request: OnRequest) -> Connected:
    """The GitLab of the configuration; keeps `connections` open and tells `on_request` of every request."""
    limits = Limits(notes=gitlab.notes_per_minute, issues=gitlab.issues_per_minute)
    return GitLabClient(gitlab, connections=connections, limits=limits, on_request=on_request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How the service runs."""

    #: config.yml
    config: Path
    #: reads and compiles the configuration; raises `ConfigFaults`
    load: Callable[[Path], Compiled]
    #: SQLAlchemy address
    database: str
    #: where wake-ups wait, see `automation.runtime.wakeups`; in memory they reach this process only
    queue: str = IN_MEMORY
    #: threads that work; 0 for a process that only takes deliveries in
    workers: int = 4
    #: days after which raw bodies and people's texts are cleared
    keep_days: int = 30
    #: the present instant (UTC)
    clock: Callable[[], datetime] = utc_now
    #: connects to GitLab
    connect: Callable[[GitLab, int, OnRequest], Connected] = connect
    #: begins to try a changed configuration out before it is put into force
    try_out: Callable[[Path], Trial | None] = no_trial
    decider: Decider = field(default_factory=Decider)
