"""Days that come round, as the YAML writes them: RRULEs of RFC 5545 whose smallest step is a day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import product
from typing import Final

from dateutil.rrule import rrulestr

from automation.config.words.fault import WordFault

_DAY_NAMES: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_SLOT: Final = re.compile(rf"-?[1-5](?:{'|'.join(_DAY_NAMES)})|(?:{'|'.join(_DAY_NAMES)})")
_BY_DAY: Final = re.compile(rf"(?P<nth>[+-]?\d{{1,2}})?(?:{'|'.join(_DAY_NAMES)})")
#: has a 29th of February
_LEAP_YEAR: Final = 2028
_EXAMPLE: Final = "write for instance FREQ=MONTHLY;BYDAY=2TU"


class RecurrenceFault(WordFault):
    """The words are no rule for days that come round, or no days can follow from them."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule, ready to give its days."""

    #: as RFC 5545 writes it
    rule: str
    #: no day before it; None for a rule without a beginning
    starts: date | None = None
    #: which days it gives depends on `starts`: it counts, or takes the day of the month from there
    counts: bool = False

    def dates(self, first: date) -> Iterator[date]:
        """Its days from `first` on, in order; without an end unless the rule has one."""
        begin = max(first, self.starts or first)
        anchor = self.starts if self.counts and self.starts else begin
        found = rrulestr(self.rule, dtstart=datetime.combine(anchor, time()))
        return (moment.date() for moment in found if moment.date() >= begin)


def parse_rrule(text: str, starts: date | None = None) -> Recurrence:
    """The rule that `text` describes, counted from `starts`.

    Raises:
        RecurrenceFault: a part is not understood, is missing, or goes with no day at all.
    """
    parts = _parts(text)
    _agree(text, parts)
    counts = "COUNT" in parts or parts.get("INTERVAL", "1") != "1" or not _names_days(parts)
    if counts and starts is None:
        raise RecurrenceFault(text, "a rule that counts from a first day", "add starts: with that day")
    endless = {name: value for name, value in parts.items() if name not in {"COUNT", "UNTIL"}}
    if next(Recurrence(_written(endless), starts, counts).dates(starts or date(_LEAP_YEAR, 1, 1)), None) is None:
        raise RecurrenceFault(text, "a rule that no day fits", _EXAMPLE)
    return Recurrence(_written(parts), starts, counts)


def to_slot(word: str) -> str:
    """``1WE`` for the first Wednesday of a month, ``-1FR`` for the last Friday, ``MO`` for any Monday.

    Raises:
        RecurrenceFault: it is none of these.
    """
    plain = word.strip().upper()
    if not _SLOT.fullmatch(plain):
        raise RecurrenceFault(word, "no weekday of a month", "write for instance 1WE, -1FR or MO")
    return plain


def slots_of(day: date) -> tuple[str, ...]:
    """All words for `day` that `to_slot` knows, the most exact first."""
    name = _DAY_NAMES[day.weekday()]
    left = monthrange(day.year, day.month)[1] - day.day
    return f"{(day.day - 1) // 7 + 1}{name}", f"-{left // 7 + 1}{name}", name


def _parts(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in _READERS:
            raise RecurrenceFault(text, "no rule for days", f"{_EXAMPLE}; its parts are {', '.join(_READERS)}")
        if name in found or not all(map(_READERS[name], value.split(","))):
            raise RecurrenceFault(text, f"a rule whose {name} is not understood", _EXAMPLE)
        found[name] = value
    if "FREQ" not in found:
        raise RecurrenceFault(text, "a rule without FREQ", _EXAMPLE)
    return found


def _within(low: int, high: int, *, signed: bool = False) -> Callable[[str], bool]:
    """Whether a text is a whole number from `low` to `high`; `signed` ones may count from the end."""
    pattern = re.compile(r"[+-]?\d{1,5}" if signed else r"\d{1,5}")
    return lambda text: pattern.fullmatch(text) is not None and low <= abs(int(text)) <= high


def _is_day(text: str) -> bool:
    try:
        return len(text) == len("20271231") and bool(date.fromisoformat(text))
    except ValueError:
        return False


_READERS: Final[Mapping[str, Callable[[str], bool]]] = {
    "FREQ": _FREQUENCIES.__contains__,
    "INTERVAL": _within(1, 1000),
    "COUNT": _within(1, 10_000),
    "UNTIL": _is_day,
    "BYMONTH": _within(1, 12),
    "BYMONTHDAY": _within(1, 31, signed=True),
    "BYDAY": lambda text: _BY_DAY.fullmatch(text) is not None,
    "BYSETPOS": _within(1, 366, signed=True),
    "WKST": _DAY_NAMES.__contains__,
}


def _agree(text: str, parts: Mapping[str, str]) -> None:
    """Refuse parts that mean nothing together (RFC 5545, 3.3.10), before anybody looks for a day that fits them."""
    monthly = parts["FREQ"] in {"MONTHLY", "YEARLY"}
    numbered = any(day[0] in "+-0123456789" for day in parts.get("BYDAY", "MO").split(","))
    by_parts = any(name.startswith("BY") for name in parts)
    if not monthly and (numbered or "BYSETPOS" in parts):
        message = "a rule whose positions need a month or a year"
        raise RecurrenceFault(text, message, "write FREQ=MONTHLY, or the weekday alone")
    if parts["FREQ"] == "DAILY" and by_parts and parts.get("INTERVAL", "1") != "1":
        message = "a rule that counts days and names some"
        raise RecurrenceFault(text, message, "count weeks with FREQ=WEEKLY, or leave INTERVAL out")
    if not any(_exists(int(month), int(day)) for month, day in _dates_named(parts)):
        raise RecurrenceFault(text, "a rule for days that no calendar has", _EXAMPLE)


def _dates_named(parts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from product(parts.get("BYMONTH", "1").split(","), parts.get("BYMONTHDAY", "1").split(","))


def _exists(month: int, day: int) -> bool:
    return abs(day) <= monthrange(_LEAP_YEAR, month)[1]


def _names_days(parts: Mapping[str, str]) -> bool:
    """Whether the rule itself says which days are meant, rather than its first day."""
    by_day = "BYDAY" in parts or "BYMONTHDAY" in parts
    return by_day or parts["FREQ"] == "DAILY"


def _written(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}={value}" for name, value in parts.items())
