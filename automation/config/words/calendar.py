"""What ``calendar:`` says about working time, read: zones, ranges of days, hours, holidays, months."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from automation.config.words.fault import WordFault

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS: Final = tuple(
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
#: as many letters as tell all months, and all days, apart
_SHORT: Final = 3
_WINDOW: Final = re.compile(r"(\d{1,2}):([0-5]\d)\s*-\s*(\d{1,2}):([0-5]\d)")
_MIDNIGHT: Final = 24 * 60


class CalendarFault(WordFault):
    """A value of ``calendar:`` cannot be understood; says which and what would be right."""


def to_zone(name: str) -> ZoneInfo:
    """The time zone with this IANA name.

    Raises:
        CalendarFault: there is none.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise CalendarFault(name, "no time zone", "write an IANA name such as UTC or Europe/Berlin") from None


def to_weekdays(words: Iterable[str]) -> frozenset[int]:
    """Weekdays (Monday is 0) of ``mon-fri``, ``sun-thu``, ``sat``.

    Raises:
        CalendarFault: a word is no day or range of days, or no day is left to work on.
    """
    written = list(words)
    found = frozenset(day for word in written for day in _range(word))
    if not found:
        raise CalendarFault(" ".join(written), "no working day", "write for instance mon-fri")
    return found


def to_window(hours: str) -> tuple[int, int]:
    """Minutes after midnight at which work begins and ends, of ``09:00-17:00``; ``24:00`` is the end of the day.

    Raises:
        CalendarFault: it is no such range, or ends before it begins.
    """
    match = _WINDOW.fullmatch(hours.strip())
    if match:
        begin_hour, begin_minute, end_hour, end_minute = map(int, match.groups())
        opens, closes = begin_hour * 60 + begin_minute, end_hour * 60 + end_minute
        if opens < closes <= _MIDNIGHT:
            return opens, closes
    raise CalendarFault(hours, "no range of working hours", "write for instance 09:00-17:00")


def to_holiday(word: str) -> date | str:
    """The date that `word` is, or the country or region (``US``, ``DE-BY``) whose holidays it stands for.

    Raises:
        CalendarFault: it is neither a date nor a country with known holidays.
    """
    return _date(word) if word[:1].isdigit() else _country(word)


def to_month(name: str) -> int:
    """The number of the month with this English name, in full or its first three letters.

    Raises:
        CalendarFault: there is none.
    """
    plain = name.strip().casefold()
    for number, month in enumerate(_MONTHS, start=1):
        if plain in {month, month[:_SHORT]}:
            return number
    raise CalendarFault(name, "no month", "write for instance february")


def _range(word: str) -> list[int]:
    first, _, last = word.casefold().partition("-")
    start, end = _weekday(first, word), _weekday(last or first, word)
    return [day % 7 for day in range(start, end + 1 if end >= start else end + 8)]


def _weekday(name: str, word: str) -> int:
    short = name.strip()[:_SHORT]
    if short not in _DAYS:
        raise CalendarFault(word, "no day or range of days", "write for instance mon or mon-fri")
    return _DAYS.index(short)


def _date(word: str) -> date:
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise CalendarFault(word, "no date", "write it as 2027-01-15") from None


def _country(word: str) -> str:
    code, _, region = word.upper().partition("-")
    known = holidays.list_supported_countries()
    if code not in known or (region and region not in known[code]):
        remedy = "write a country such as US or DE, a region such as DE-BY, or a date"
        raise CalendarFault(word, "no country with known holidays", remedy)
    return word.upper()
