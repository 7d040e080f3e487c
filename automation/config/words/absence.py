"""When somebody is away, as config.yml writes it: ``2027-01-10`` or ``2027-01-10..2027-01-20``."""

from __future__ import annotations

from datetime import date

from automation.config.words.clock import ClockFault, to_date
from automation.config.words.fault import WordFault


class AbsenceFault(WordFault):
    """The word is no day and no span of days."""


def to_absence(word: str) -> tuple[date, date]:
    """First and last day of an absence.

    Raises:
        AbsenceFault: a day is none, or the last one comes before the first.
    """
    first, _, last = word.partition("..")
    try:
        days = to_date(first), to_date(last or first)
    except ClockFault:
        raise AbsenceFault(word, "no day and no span of days", "write 2027-01-10 or 2027-01-10..2027-01-20") from None
    if days[1] < days[0]:
        raise AbsenceFault(word, "a span that ends before it begins", "write the first day first")
    return days
