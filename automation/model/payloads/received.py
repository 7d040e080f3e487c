"""The event in a delivery that was stored, whoever handed it in."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from automation.model.events import Event
from automation.model.payloads.body import json_object
from automation.model.payloads.delivery import parse_delivery
from automation.model.payloads.internal import intake_event, internal_event
from automation.model.payloads.kinds import Unsupported
from automation.model.refs import intake_key
from automation.model.work import Source


class Received(Protocol):
    """What of a stored delivery tells its event; the fields mean what they mean in `work.Delivery`."""

    @property
    def key(self) -> str:
        """Becomes the id of the event."""

    @property
    def source(self) -> Source:
        """Decides how the body is read."""

    @property
    def received_at(self) -> datetime:
        """Becomes the instant of the event (UTC)."""

    @property
    def header(self) -> str:
        """X-Gitlab-Event."""

    @property
    def body(self) -> bytes:
        """Raw, as received."""


def event_of(delivery: Received, work_key: str) -> Event | Unsupported:
    """The event in `delivery`, which belongs to `work_key`; what the door let through once is read the same way again.

    Raises:
        MalformedPayload: this version cannot read what another one stored.
    """
    if delivery.source is Source.INTERNAL:
        return internal_event(delivery.body)
    body = json_object(delivery.body)
    if delivery.source is Source.GITLAB:
        return parse_delivery(delivery.header, body, event_id=delivery.key, at=delivery.received_at)
    workflow = work_key.removeprefix(intake_key(""))
    return intake_event(workflow, body, event_id=delivery.key, at=delivery.received_at)
