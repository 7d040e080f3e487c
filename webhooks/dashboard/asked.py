"""What a page is made of: the service as it stands at one instant, and what the address says after its ``?``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final

from automation.decide.compiled import Compiled
from automation.runtime.checks import Check
from webhooks.dashboard.ports import Observed, Reading
from webhooks.health import store_check

#: gives the names of the events of a run, oldest first; raises `StoreUnavailable`
EventNames = Callable[[str], tuple[str, ...]]

#: runs whose event names are kept in memory
_KEPT: Final = 1000


def event_names(store: Reading) -> EventNames:
    """Asks `store` once for each run: what it took never changes, and lists show the same runs again and again."""

    @lru_cache(maxsize=_KEPT)
    def names(run_id: str) -> tuple[str, ...]:
        run = store.run(run_id)
        return () if run is None else tuple(event.name for event in run.events)

    return names


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request for a page."""

    store: Reading
    rules: Compiled
    #: UTC
    now: datetime
    checks: Mapping[str, Check]
    query: Mapping[str, str]
    #: names of the events of a run, by its id
    events: EventNames

    @classmethod
    def of(cls, service: Observed, query: Mapping[str, str], events: EventNames) -> Asked:
        """A request with `query`, made now."""
        return cls(
            events=events,
            store=service.store,
            rules=service.configuration.current(),
            now=service.now(),
            checks={"store": store_check(service.store), **service.health()},
            query=query,
        )

    def said(self, name: str) -> str | None:
        """What the query says under `name`; None where it says nothing."""
        return self.query.get(name, "").strip() or None
