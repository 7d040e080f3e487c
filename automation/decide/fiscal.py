"""The fiscal year and its quarters (rules.md, working time)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta


@dataclass(frozen=True, slots=True)
class FiscalYear:
    """A year of four quarters, called after the calendar year in which it ends."""

    #: month in which it starts
    first_month: int

    def quarter_start(self, day: date) -> date:
        """First day of the fiscal quarter that `day` lies in."""
        return _first_of(self._quarter(day))

    def quarter_end(self, day: date) -> date:
        """Last day of the fiscal quarter that `day` lies in."""
        following = _first_of(self._quarter(day) + 3)
        return following if following == date.max else following - timedelta(days=1)

    def year_start(self, day: date) -> date:
        """First day of the fiscal year that `day` lies in."""
        return _first_of(self._quarter(day) - self._months(day) % 12 // 3 * 3)

    def quarter_label(self, day: date) -> str:
        """``FY27-Q4``, the fiscal quarter that `day` lies in."""
        return f"{self.label(day)}-Q{self._months(day) % 12 // 3 + 1}"

    def label(self, day: date) -> str:
        """``FY27``, the fiscal year that `day` lies in."""
        return f"FY{(self._months(day) // 12 + (self.first_month > 1)) % 100:02}"

    def _months(self, day: date) -> int:
        """Months since the fiscal year that started in year 0."""
        return day.year * 12 + day.month - self.first_month

    def _quarter(self, day: date) -> int:
        """The month in which the fiscal quarter of `day` starts, counted from January of year 0."""
        months = day.year * 12 + day.month - 1
        return months - (months - (self.first_month - 1)) % 3


def _first_of(months: int) -> date:
    """First day of the month that is `months` after January of year 0; beyond what there is the first or last day."""
    year, month = divmod(months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        return date.min if year < MINYEAR else date.max
    return date(year, month + 1, 1)
