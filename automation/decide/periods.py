"""Periods that reports are about: weeks and months of the calendar, quarters and years of the fiscal year.

A period begins with the first instant of its first day, in the zone of the calendar, and ends before the first instant
of the day behind its last one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from automation.config.words.fault import WordFault
from automation.decide.calendar import WorkCalendar
from automation.decide.dates import add_months
from automation.model.report import Period

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_MONTHS: Final = 12
_FISCAL: Final = re.compile(r"FY(?P<year>\d{2})(?:-Q(?P<quarter>[1-4]))?", re.IGNORECASE)
_MONTH: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{2})")
_ISO_WEEK: Final = re.compile(r"(?P<year>\d{4})-W(?P<week>\d{2})", re.IGNORECASE)
_RANGE: Final = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})\.\.(?P<end>\d{4}-\d{2}-\d{2})")


class PeriodFault(WordFault):
    """The words are no period; says which are."""


def period_named(words: str, calendar: WorkCalendar) -> Period:
    """The period that `words` name: FY27-Q4, FY27, 2027-01, 2027-W02, or 2027-01-11..2027-01-12 without the last day.

    Raises:
        PeriodFault: they name none.
    """
    try:
        found = _named(words.strip(), calendar)
    except (ValueError, OverflowError):
        found = None
    if found is None or found.start >= found.end:
        raise PeriodFault(words, "no period", "write 2027-01, FY27-Q4, FY27, 2027-W02 or 2027-01-11..2027-01-18")
    return found


def period_ended(kind: str, day: date, calendar: WorkCalendar) -> Period:
    """The last week, month, quarter or year that is over on `day`."""
    return _around(kind, _first_day(kind, day, calendar) - _DAY, calendar)


def period_before(period: Period, calendar: WorkCalendar) -> Period:
    """The period of the same kind before `period`; for any other the same length of time before it."""
    if period.kind:
        return _around(period.kind, calendar.today(period.start) - _DAY, calendar)
    start = period.start - (period.end - period.start)
    label = f"{calendar.today(start)}..{calendar.today(period.start)}"
    return Period(label=label, start=start, end=period.start)


def period_between(start: datetime, end: datetime) -> Period:
    """The time between two instants (UTC)."""
    return Period(label=f"{start:%Y-%m-%dT%H:%MZ}..{end:%Y-%m-%dT%H:%MZ}", start=start, end=end)


def _named(words: str, calendar: WorkCalendar) -> Period | None:
    if found := _FISCAL.fullmatch(words):
        first = _fiscal_start(2000 + int(found["year"]), calendar)
        if found["quarter"] is None:
            return _around("year", first, calendar)
        return _around("quarter", add_months(first, 3 * (int(found["quarter"]) - 1)), calendar)
    if found := _ISO_WEEK.fullmatch(words):
        return _around("week", date.fromisocalendar(int(found["year"]), int(found["week"]), 1), calendar)
    if found := _MONTH.fullmatch(words):
        return _around("month", date(int(found["year"]), int(found["month"]), 1), calendar)
    if found := _RANGE.fullmatch(words):
        return _of(words, date.fromisoformat(found["first"]), date.fromisoformat(found["end"]), "", calendar)
    return None


def _fiscal_start(year: int, calendar: WorkCalendar) -> date:
    """First day of the fiscal year that is called after `year`."""
    month = calendar.fiscal.first_month
    return date(year - (month > 1), month, 1)


def _around(kind: str, day: date, calendar: WorkCalendar) -> Period:
    """The period of `kind` that `day` lies in."""
    first = _first_day(kind, day, calendar)
    return _of(_LABELS[kind](first, calendar), first, _LENGTHS[kind](first), kind, calendar)


def _first_day(kind: str, day: date, calendar: WorkCalendar) -> date:
    if kind == "week":
        return day - timedelta(days=day.weekday())
    if kind == "month":
        return day.replace(day=1)
    return calendar.fiscal.quarter_start(day) if kind == "quarter" else calendar.fiscal.year_start(day)


def _of(label: str, first: date, end: date, kind: str, calendar: WorkCalendar) -> Period:
    return Period(label=label, start=_midnight(first, calendar), end=_midnight(end, calendar), kind=kind)


def _midnight(day: date, calendar: WorkCalendar) -> datetime:
    return datetime.combine(day, time(), calendar.zone).astimezone(UTC)


def _week_label(first: date, calendar: WorkCalendar) -> str:
    del calendar
    year, week, _ = first.isocalendar()
    return f"{year}-W{week:02}"


_LABELS: Final[Mapping[str, Callable[[date, WorkCalendar], str]]] = {
    "week": _week_label,
    "month": lambda first, _: f"{first:%Y-%m}",
    "quarter": lambda first, calendar: calendar.fiscal.quarter_label(first),
    "year": lambda first, calendar: calendar.fiscal.label(first),
}
_LENGTHS: Final[Mapping[str, Callable[[date], date]]] = {
    "week": lambda first: first + _WEEK,
    "month": lambda first: add_months(first, 1),
    "quarter": lambda first: add_months(first, 3),
    "year": lambda first: add_months(first, _MONTHS),
}
