"""The work list as a property test knows it: nothing but fields and lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from automation.model.work import Lease, Priority


@dataclass
class Work:
    """One row of the work list, as the model knows it."""

    project: str
    priority: Priority
    ready_at: datetime
    since: datetime
    state: str = "waiting"
    lease: Lease | None = None
    attempts: int = 0
    deliveries: list[str] = field(default_factory=list)
    received: dict[str, tuple[Priority, datetime]] = field(default_factory=dict)
    #: deliveries of the run under way
    bound: list[str] = field(default_factory=list)

    def is_ready(self, now: datetime) -> bool:
        """Whether somebody may claim it."""
        return self.state != "dead" and self.ready_at <= now
