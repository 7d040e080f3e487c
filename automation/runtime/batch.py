"""The events in the deliveries of one key, in order of arrival, and what became of those that hold none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from automation.model.decision import Outcome
from automation.model.events import Event
from automation.model.payloads import MalformedPayload, Unsupported, event_of
from automation.runtime.store import StoredDelivery


@dataclass(frozen=True, slots=True)
class Opened:
    """Deliveries, opened."""

    events: tuple[Event, ...]
    #: outcome by delivery key of those without an event
    outcomes: dict[str, Outcome]


def open_deliveries(work_key: str, deliveries: Sequence[StoredDelivery]) -> Opened:
    """The events in `deliveries` of the work key `work_key`; one that cannot be read does not hold up the others."""
    events: list[Event] = []
    outcomes: dict[str, Outcome] = {}
    for delivery in deliveries:
        found = _event(work_key, delivery)
        if isinstance(found, Event):
            events.append(found)
        else:
            outcomes[delivery.key] = found
    return Opened(tuple(events), outcomes)


def _event(work_key: str, delivery: StoredDelivery) -> Event | Outcome:
    try:
        found = event_of(delivery, work_key)
    except MalformedPayload:
        return Outcome.BAD_REQUEST
    return Outcome.UNSUPPORTED_EVENT if isinstance(found, Unsupported) else found
