"""Set the due date."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, ActionFault, Text
from automation.decide.desk import Desk
from automation.decide.due import KEEP, due_date, parse_due
from automation.decide.vocabulary import as_date


class Due(Action):
    """Sets or clears the due date."""

    name: ClassVar[str] = "due"
    summary: ClassVar[str] = "Sets the due date: `5 working days`, `90 days`, `quarter end`, `none`, or a date."
    example: ClassVar[str] = "due: 5 working days"
    short: ClassVar[str] = "when"
    at_creation: ClassVar[bool] = True

    when: Text

    def run(self, desk: Desk) -> str:
        """Set the date.

        Raises:
            ActionFault: the text is neither a date nor a span of time.
        """
        text = desk.raw(self.when).strip()
        try:
            day = as_date(text) or due_date(parse_due(text), desk.today, desk.rules.calendar)
        except ValueError as fault:
            raise ActionFault(str(fault)) from fault
        if day is not KEEP:
            desk.draft.due_date = day
        return f"due {desk.draft.due_date or 'never'}"
