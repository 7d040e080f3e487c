"""Events that are not GitLab's: what a form hands in, and what our runs, timers and people say."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import ValidationError

from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.payloads.body import MalformedPayload


def internal_event(body: bytes) -> Event:
    """The event that `wire.dump_text` made `body` of.

    Raises:
        MalformedPayload: `body` is no such event, as after a downgrade.
    """
    try:
        return wire.load_text(Event, body)
    except ValidationError:
        message = "the body is not an event of ours"
        raise MalformedPayload(message) from None


def intake_event(workflow: str, fields: Mapping[str, object], *, event_id: str, at: datetime) -> Event:
    """A form asks at `at` (UTC) for an issue of `workflow`; `fields` are values by name of the field.

    Raises:
        MalformedPayload: a value is not text.
    """
    if not all(isinstance(value, str) for value in fields.values()):
        message = "a field is not text"
        raise MalformedPayload(message)
    return Event(id=event_id, kind=EventKind.INTAKE, action=workflow, at=at, data=dict(fields))
