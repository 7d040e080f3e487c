"""The types of single values in a scenario file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema


def to_instant(value: Any) -> Any:
    """The instant (UTC) that a text such as ``2027-01-11T09:15:00Z`` names; anything else is left to the model.

    Raises:
        ValueError: the text is no instant, or names no zone.
    """
    if not isinstance(value, str):
        return value
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        message = "this is no instant; write it with its zone, as in 2027-01-11T09:15:00Z"
        raise ValueError(message)
    return found.astimezone(UTC)


def _to_date(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError:
        message = "this is no date; write it as 2027-01-31"
        raise ValueError(message) from None


#: an instant with its zone; the example is what a faulty one is mended with
Instant = Annotated[
    datetime,
    BeforeValidator(to_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2027-01-11T09:15:00Z"]}),
]
#: a date, or null for none
Day = Annotated[
    date | None, BeforeValidator(_to_date), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "null"}]})
]
