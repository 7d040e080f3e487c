"""Due dates that a text gives: a date, or the words of a due date, with ``{{ expressions }}`` filled in."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from automation.decide.dates import as_date
from automation.decide.due import due_date, parse_due
from automation.model.plan import Unset

if TYPE_CHECKING:
    from automation.decide.desk import Desk


def due_day(desk: Desk, written: str) -> date | Unset | None:
    """The due date that the text `written` gives; None clears it, `automation.decide.due.KEEP` leaves it.

    Raises:
        DueFault: it is neither a date nor a span of time.
        ConditionError: the text cannot be filled in.
    """
    text = desk.raw(written).strip()
    return as_date(text) or due_date(parse_due(text), desk.today, desk.calendar)
