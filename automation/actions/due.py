"""Set the due date."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from automation.decide import due_text
from automation.decide.action import Action, ActionFault, Text
from automation.decide.desk import Desk
from automation.decide.due import KEEP, DueFault
from automation.model.plan import Unset


def due_day(desk: Desk, written: str) -> date | Unset | None:
    """As `automation.decide.due_text.due_day`, for actions.

    Raises:
        ActionFault: the text is neither a date nor a span of time.
        ConditionError: the text cannot be filled in.
    """
    try:
        return due_text.due_day(desk, written)
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
