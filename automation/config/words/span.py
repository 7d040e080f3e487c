"""How long ago something was, as selections write it: ``30 days``, ``12 hours``, ``2 months``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeVar

from dateutil.relativedelta import relativedelta

from automation.config.words.fault import WordFault

Instant = TypeVar("Instant", date, datetime)

_SPAN: Final = re.compile(r"(?P<count>\d{1,7}) (?P<unit>minute|hour|day|week|month|year)s?")
#: a hundred years in the largest count of each unit; more is a slip of the pen
_MOST: Final = {
    "minute": 100 * 366 * 24 * 60,
    "hour": 100 * 366 * 24,
    "day": 100 * 366,
    "week": 100 * 53,
    "month": 100 * 12,
    "year": 100,
}
_OF_CLOCKS: Final = frozenset({"minute", "hour"})
#: units that last differently long
_OF_CALENDARS: Final = frozenset({"month", "year"})


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time in the units of the calendar: a month ago is the same day of the month before."""

    #: as it was written
    words: str
    count: int
    #: ``minute``, ``hour``, ``day``, ``week``, ``month`` or ``year``
    unit: str

    def before(self, moment: Instant) -> Instant:
        """The instant, or the day, that lies this long before `moment`."""
        found: Instant = _before(self, moment)
        return found

    def after(self, moment: Instant) -> Instant:
        """The instant, or the day, that lies this long after `moment`."""
        return moment + self.length

    @property
    def length(self) -> relativedelta | timedelta:
        """What is added to an instant or a day, or taken off."""
        if self.unit in _OF_CALENDARS:
            return relativedelta(**{f"{self.unit}s": self.count})  # type: ignore[arg-type]  # the units are those it has
        return timedelta(**{f"{self.unit}s": self.count})


# a sweep asks for the same one with each of its issues
@lru_cache(maxsize=256)
def _before(span: Span, moment: Instant) -> Instant:
    return moment - span.length


class SpanFault(WordFault):
    """The words are no length of time; says which are."""


@lru_cache(maxsize=256)
def to_span(words: str) -> Span:
    """The length of time that `words` say; upper and lower case do not matter.

    Raises:
        SpanFault: they say none, or more than a hundred years.
    """
    plain = " ".join(words.split()).casefold()
    match = _SPAN.fullmatch(plain)
    if match is None:
        raise SpanFault(words, "no length of time", "write for instance 30 days, 12 hours, 6 weeks or 2 months")
    found = Span(plain, int(match["count"]), match["unit"])
    if found.count > _MOST[found.unit]:
        raise SpanFault(words, "more than a hundred years", "write at most 100 years")
    return found


def to_days_span(words: str) -> Span:
    """As `to_span`, in whole days: due dates have no time of day.

    Raises:
        SpanFault: as `to_span`, or the words count hours or minutes.
    """
    found = to_span(words)
    if found.unit in _OF_CLOCKS:
        raise SpanFault(words, "no number of days", "write for instance 3 days, 1 week or 2 months")
    return found
