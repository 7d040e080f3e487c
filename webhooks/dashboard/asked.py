"""What a page is made of: the service as it stands at one instant, and what the address says after its ``?``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from automation.decide.compiled import Compiled
from automation.runtime.checks import Check
from webhooks.dashboard.ports import Observed, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a page."""

    store: Reading
    rules: Compiled
    #: UTC
    now: datetime
    checks: Mapping[str, Check] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, service: Observed, query: Mapping[str, str]) -> Asked:
        """A request with `query`, made now."""
        return cls(
            store=service.store,
            rules=service.configuration.current(),
            now=service.now(),
            checks=service.health(),
            query=query,
        )

    def said(self, name: str) -> str | None:
        """What the query says under `name`; None where it says nothing."""
        return self.query.get(name, "").strip() or None
