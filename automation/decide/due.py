"""The dates that due dates of the configuration mean on a given day."""

from __future__ import annotations

from datetime import date
from typing import Final

from automation.config.words.due import Due, DueFault, DueKind, parse_due
from automation.decide.calendar import WorkCalendar
from automation.model.plan import UNSET, Unset

__all__ = ["KEEP", "Due", "DueFault", "DueKind", "due_date", "parse_due"]

#: the answer "leave the date as it is", the same as that of a plan
KEEP: Final = UNSET


def due_date(due: Due, day: date, calendar: WorkCalendar) -> date | Unset | None:
    """The date that `due` means when it is set on `day`; None clears the date, `KEEP` leaves it."""
    match due.kind:
        case DueKind.WORKING_DAYS:
            return calendar.add_working_days(day, due.count)
        case DueKind.DAYS:
            return date.fromordinal(min(day.toordinal() + due.count, date.max.toordinal()))
        case DueKind.QUARTER_END:
            return calendar.fiscal.quarter_end(day)
        case DueKind.NONE:
            return None
        case _:
            return KEEP
