"""How GitLab writes instants and dates in JSON."""

from __future__ import annotations

from datetime import date, datetime


def instant(value: datetime | None) -> str | None:
    """Write an aware UTC instant as gitlab.com does in 2026, `2026-05-28T06:14:44.830Z`; None stays None."""
    if value is None:
        return None
    return f"{value.isoformat(timespec='milliseconds')[:-6]}Z"


def day(value: date | None) -> str | None:
    """Write a date as `YYYY-MM-DD`; None stays None."""
    return None if value is None else value.isoformat()
