"""Set the due date."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from automation.decide.action import Action, ActionFault, Text
from automation.decide.desk import Desk
from automation.decide.due import KEEP, DueFault, due_date, parse_due
from automation.decide.vocabulary import as_date
from automation.model.plan import Unset


def due_day(desk: Desk, written: str) -> date | Unset | None:
    """The due date that the text `written` gives; None clears it, `KEEP` leaves it.

    Raises:
        ActionFault: it is neither a date nor a span of time.
        ConditionError: the text cannot be filled in.
    """
    text = desk.raw(written).strip()
    try:
        return as_date(text) or due_date(parse_due(text), desk.today, desk.calendar)
    except DueFault as fault:
        raise ActionFault(str(fault)) from fault


class Due(Action):
    """Sets or clears the due date."""

    name: ClassVar[str] = "due"
    summary: ClassVar[str] = "Sets the due date: `5 working days`, `90 days`, `quarter end`, `none`, or a date."
    example: ClassVar[str] = "due: 5 working days"
    short: ClassVar[str] = "when"
    at_creation: ClassVar[bool] = True

    when: Text

    def run(self, desk: Desk) -> str:
        """Set the date; raises as `due_day`."""
        day = due_day(desk, self.when)
        if day is not KEEP:
            desk.draft.due_date = day
        return f"due {desk.draft.due_date or 'never'}"
