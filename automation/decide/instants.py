"""Instants as people write them: ``2027-01-31 14:30``, with a zone behind it or in that of the calendar."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

#: ISO 8601 in its extended form, with a gap in place of the T if people like
_INSTANT: Final = re.compile(
    r"(?P<day>\d{4}-\d{2}-\d{2})[T ](?P<time>\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?) ?(?P<zone>Z|UTC|[+-]\d{2}:\d{2})?",
    re.IGNORECASE,
)


def to_instant(value: str, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) that `value` names, in `zone` unless it says otherwise; None where it names none.

    A local time that the change of clocks leaves out is the one that much later; of one that comes twice the first.
    """
    match = _INSTANT.fullmatch(" ".join(value.split()))
    if match is None:
        return None
    offset = (match["zone"] or "").upper().replace("UTC", "Z")
    try:
        found = datetime.fromisoformat(f"{match['day']}T{match['time']}{offset}")
        return (found if offset else found.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def is_instant(value: str) -> bool:
    """Whether `value` names an instant, whatever the zone."""
    return to_instant(value, ZoneInfo("UTC")) is not None
