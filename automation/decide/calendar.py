"""Working time: which days are worked, and counting in them (rules.md, working time)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import takewhile
from typing import Final
from zoneinfo import ZoneInfo

import holidays

from automation.config.model import Calendar
from automation.config.words.calendar import to_holiday, to_month, to_weekdays, to_window, to_zone
from automation.decide.fiscal import FiscalYear

_DAY = timedelta(days=1)
#: working days, some forty years, beyond which nothing is counted any more
_FARTHEST: Final = 10_000
#: days of the longest month
_MONTH: Final = 31
#: days, 40 years, beyond which no working time is counted
_HORIZON: Final = 40 * 366
#: the first and the last instant of working time: every zone has a date for them
_FIRST_INSTANT: Final = datetime(1, 1, 2, tzinfo=UTC)
LAST_INSTANT: Final = datetime(9999, 12, 31, tzinfo=UTC)
#: the last day of working time: in every zone it is over before the last instant
_LAST_DAY: Final = date(9999, 12, 29)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCalendar:
    """The calendar of the configuration, ready to count with."""

    zone: ZoneInfo
    #: Monday is 0
    weekdays: frozenset[int]
    #: minutes after local midnight; 1440 is the end of the day
    opens: int
    closes: int
    #: days off that the configuration names
    days_off: frozenset[date]
    #: countries whose holidays are days off, e.g. ``US`` or ``DE-BY``
    countries: tuple[str, ...]
    fiscal: FiscalYear

    @classmethod
    def of(cls, spec: Calendar) -> WorkCalendar:
        """The calendar that `spec` describes.

        Raises:
            CalendarFault: a value cannot be understood; says which and what would be right.
        """
        opens, closes = to_window(spec.working_hours)
        days_off = [to_holiday(word) for word in spec.holidays]
        return cls(
            zone=to_zone(spec.timezone),
            weekdays=to_weekdays(spec.working_days),
            opens=opens,
            closes=closes,
            days_off=frozenset(day for day in days_off if isinstance(day, date)),
            countries=tuple(code for code in days_off if isinstance(code, str)),
            fiscal=FiscalYear(to_month(spec.fiscal_year_starts)),
        )

    def today(self, now: datetime) -> date:
        """The date in the calendar's zone at `now`, an aware datetime."""
        return _utc(now).astimezone(self.zone).date()

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is worked: one of the weekdays and no holiday."""
        return (
            day.weekday() in self.weekdays
            and day not in self.days_off
            and not any(day in _holidays(code, day.year) for code in self.countries)
        )

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day strictly after `day`, strictly before it where `count` is negative.

        0 gives `day` itself, worked or not. What is more than 10,000 working days away, or behind the last day of the
        year 9999 or before the first of the year 1, is that day.
        """
        step, farthest = (_DAY, date.max) if count > 0 else (-_DAY, date.min)
        if abs(count) > _FARTHEST:
            return farthest
        try:
            for _ in range(abs(count)):
                day += step
                while not self.is_working_day(day):
                    day += step
        except OverflowError:
            return farthest
        return day

    def nth_working_day(self, nth: int, day: date) -> date | None:
        """The `nth` working day of the month of `day`, of a negative number counted from its end; None for none.

        Raises:
            ValueError: no month can have such a day: `nth` is 0, or beyond 31.
        """
        if not 1 <= abs(nth) <= _MONTH:
            message = f"no month has a working day {nth}; count from 1, or from the end with -1"
            raise ValueError(message)
        days = (day.replace(day=number) for number in range(1, monthrange(day.year, day.month)[1] + 1))
        worked = [one for one in days if self.is_working_day(one)]
        index = nth - 1 if nth > 0 else nth
        return worked[index] if -len(worked) <= index < len(worked) else None

    @property
    def day_length(self) -> timedelta:
        """The working time of a day; days on which the clock changes may have more or less."""
        return timedelta(minutes=self.closes - self.opens)

    def add_working_time(self, start: datetime, length: timedelta) -> datetime:
        """The instant (UTC) at which `length` of working time since `start` is over.

        No length gives the first instant of working time from `start` on. What lies more than 40 years after `start` is
        the last instant that there is.

        Raises:
            ValueError: `length` is negative, or `start` has no time zone.
        """
        if length < timedelta():
            message = f"working time is counted forward, not {length}"
            raise ValueError(message)
        for opened, closed in self._windows(start):
            if length <= closed - opened:
                return opened + length
            length -= closed - opened
        return LAST_INSTANT

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """Working time between two aware datetimes; none where `end` is not after `start`.

        Beyond 40 years after `start` no more is counted.
        """
        last = _utc(end)
        windows = takewhile(lambda window: window[0] < last, self._windows(start))
        return sum((min(closed, last) - opened for opened, closed in windows), timedelta())

    def _windows(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The working time of the 40 years from `start` on, as pairs of instants (UTC), none of them empty."""
        begin = _utc(start)
        first = begin.astimezone(self.zone).date().toordinal()
        for ordinal in range(first, min(first + _HORIZON, _LAST_DAY.toordinal() + 1)):
            day = date.fromordinal(ordinal)
            if self.is_working_day(day):
                opened, closed = max(self._instant(day, self.opens), begin), self._instant(day, self.closes)
                # the clock change can swallow working hours, so the order of the two is not certain
                if opened < closed:
                    yield opened, closed

    def _instant(self, day: date, minute: int) -> datetime:
        """The instant (UTC) at which the clock on the wall shows `minute` of `day`."""
        days, minute = divmod(minute, 24 * 60)
        local = datetime.combine(day + days * _DAY, time(*divmod(minute, 60)), self.zone)
        return local.astimezone(UTC)


@cache
def _holidays(code: str, year: int) -> frozenset[date]:
    """The holidays of one year in a country (``US``) or region (``DE-BY``)."""
    country, _, region = code.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=region or None, years=year))


def _utc(moment: datetime) -> datetime:
    """`moment` in UTC, where every zone has a date for it."""
    if moment.utcoffset() is None:
        message = f"{moment} has no time zone"
        raise ValueError(message)
    if moment <= _FIRST_INSTANT:
        return _FIRST_INSTANT
    return LAST_INSTANT if moment >= LAST_INSTANT else moment.astimezone(UTC)
