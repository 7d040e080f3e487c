"""Instants and days as GitLab writes them in webhook bodies, which differs by version (gitlab.md §2.1)."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

#: ``2025-08-26 06:50:36 UTC``, as older and self-managed instances write it
_OLDER: Final = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC")
#: ``2026-05-28T06:14:44.830Z``, as gitlab.com writes it, or with an offset
_NEWER: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")


def instant(written: str) -> datetime | None:
    """The aware UTC instant that `written` names; None where it names none."""
    older = _OLDER.fullmatch(written)
    if older is None and _NEWER.fullmatch(written) is None:
        return None
    iso = f"{older[1]}T{older[2]}Z" if older else written
    try:
        return datetime.fromisoformat(iso).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(written: str) -> date | None:
    """The calendar day ``YYYY-MM-DD`` that `written` names; None where it names none."""
    if _DAY.fullmatch(written) is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
