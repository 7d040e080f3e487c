"""Rows of tables that a text or an hour chooses: phrases in what people wrote, shifts in which an instant lies."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

#: a shift as a routing table names it, in hours of UTC: from, and up to but not with
_HOURS: Final = re.compile(r"(?P<begin>[01]\d|2[0-4])-(?P<end>[01]\d|2[0-4])")


def has_phrase(text: str, phrases: str | Iterable[str]) -> bool:
    """Whether `text` holds one of `phrases` as whole words; upper and lower case and gaps do not matter."""
    wanted = [phrases] if isinstance(phrases, str) else phrases
    return any(_phrase(phrase).search(text) for phrase in wanted)


def shift_of(rows: Iterable[str], at: datetime) -> str:
    """The first of `rows` such as ``08-16`` or ``22-06`` within which the hour of `at` (UTC) lies; '' for none."""
    hour = at.astimezone(UTC).hour
    return next((row for row in rows if _covers(row, hour)), "")


@lru_cache(maxsize=1024)
def _phrase(phrase: str) -> re.Pattern[str]:
    words = r"\s+".join(map(re.escape, phrase.split()))
    # A phrase of nothing is in no text.
    return re.compile(rf"(?<!\w){words}(?!\w)" if words else r"(?!)", re.IGNORECASE)


def _covers(row: str, hour: int) -> bool:
    found = _HOURS.fullmatch(row)
    if found is None:
        return False
    begin, end = int(found["begin"]), int(found["end"])
    return begin <= hour < end if begin < end else hour >= begin or hour < end
