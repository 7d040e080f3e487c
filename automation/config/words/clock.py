"""Times of day and periods, as the YAML writes them."""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Final

from automation.config.words.fault import WordFault

_TIME: Final = re.compile(r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)")
_PERIOD: Final = re.compile(r"(?P<count>\d{1,5}) (?P<unit>minute|hour|day|week)s?")
#: a year; a longer period is a slip of the pen
_LONGEST: Final = timedelta(days=366)


class ClockFault(WordFault):
    """A time, a date or a period is not understood; says which and what would be right."""


def to_time(word: str) -> time:
    """The time of day in ``11:00``.

    Raises:
        ClockFault: it is none.
    """
    match = _TIME.fullmatch(word.strip())
    if match is None:
        raise ClockFault(word, "no time of day", "write for instance 09:00, from 00:00 to 23:59")
    return time(int(match["hour"]), int(match["minute"]))


def to_date(word: str) -> date:
    """The date in ``2027-01-15``.

    Raises:
        ClockFault: it is none.
    """
    try:
        return date.fromisoformat(word.strip())
    except ValueError:
        raise ClockFault(word, "no date", "write it as 2027-01-15") from None


def to_period(words: str) -> timedelta:
    """The time that ``2 days``, ``36 hours``, ``90 minutes`` or ``1 week`` lasts.

    Raises:
        ClockFault: it is none of these, or lasts longer than a year.
    """
    match = _PERIOD.fullmatch(" ".join(words.split()).casefold())
    if match is None:
        raise ClockFault(words, "no period", "write for instance 2 days, 36 hours or 90 minutes")
    found = timedelta(**{f"{match['unit']}s": int(match["count"])})
    if found > _LONGEST:
        raise ClockFault(words, "longer than a year", "write at most 366 days")
    return found


def to_days(words: str) -> int:
    """The number of days in ``7 days`` or ``1 week``.

    Raises:
        ClockFault: it is no period, or not of whole days.
    """
    found = to_period(words)
    if found % timedelta(days=1):
        raise ClockFault(words, "no number of days", "write for instance 7 days")
    return found.days
