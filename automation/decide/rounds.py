"""The days on which schedules come round: those of a rule, days off heeded, or a working day of each month."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from itertools import groupby
from typing import Final, Literal, Protocol

from automation.config.words.recurrence import Recurrence
from automation.decide.calendar import WorkCalendar

#: for how long a worked day is looked for that may never come: Saturdays, or the 31st working day
_IN_VAIN: Final = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Round:
    """One time that something comes round."""

    #: the date by which it is known, whatever changes in the calendar; each later than the one before
    known_by: date
    #: the day on which it is; each later than the one before
    day: date


class Rounds(Protocol):
    """Days that come round."""

    def starting(self, first: date) -> Iterator[Round]:
        """Those whose day is `first` or later, in order."""
        ...


@dataclass(frozen=True, slots=True)
class RuleDays:
    """The days of a rule, each known by the rule's own date; what becomes of days off is said."""

    rule: Recurrence
    calendar: WorkCalendar
    on_day_off: Literal["keep", "skip", "before", "after"] = "keep"

    def starting(self, first: date) -> Iterator[Round]:
        """See `Rounds`. Of several days that end up on one the nearest counts, which may be that day itself."""
        match self.on_day_off:
            case "keep":
                return (Round(day, day) for day in self.rule.dates(first))
            case "skip":
                return self._kept(first)
            case "before":
                return (found for found in self._moved(first, -1) if found.day >= first)
            case "after":
                return self._moved(self._after_work(first), 1)

    def _kept(self, first: date) -> Iterator[Round]:
        """The rule's days from `first` on that are worked; ends where none is within ten years."""
        last = max(first, self.rule.starts or first)
        for day in self.rule.dates(first):
            if self.calendar.is_working_day(day):
                last = day
                yield Round(day, day)
            elif day - last > _IN_VAIN:
                return

    def _moved(self, first: date, step: Literal[-1, 1]) -> Iterator[Round]:
        """The rule's days from `first` on, those that are not worked moved back (-1) or on (1) to one that is."""
        for day, meant in groupby(self.rule.dates(first), lambda day: self._worked(day, step)):
            known = list(meant)
            yield Round(known[0 if step < 0 else -1], day)

    def _worked(self, day: date, step: Literal[-1, 1]) -> date:
        return day if self.calendar.is_working_day(day) else self.calendar.add_working_days(day, step)

    def _after_work(self, first: date) -> date:
        """The first of the days off right before `first`: those are moved there. `first` where there are none."""
        worked = self.calendar.add_working_days(first, -1)
        return date.fromordinal(worked.toordinal() + 1) if worked < first else first


@dataclass(frozen=True, slots=True)
class MonthlyWorkingDay:
    """The n-th working day of each month that has as many, known by the first of the month."""

    nth: int
    calendar: WorkCalendar
    #: no day before it
    starts: date | None = None

    def starting(self, first: date) -> Iterator[Round]:
        """See `Rounds`; ends where no month in ten years has such a day."""
        begin = last = max(first, self.starts or first)
        for month in _months(begin):
            day = self.calendar.nth_working_day(self.nth, month)
            if day is not None and day >= begin:
                last = day
                yield Round(month, day)
            elif month - last > _IN_VAIN:
                return


def _months(first: date) -> Iterator[date]:
    """The first day of the month of `first`, and of each month after it."""
    for number in range(first.year * 12 + first.month - 1, (MAXYEAR + 1) * 12):
        year, month = divmod(number, 12)
        yield date(year, month + 1, 1)
