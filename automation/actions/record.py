"""Add a row to a ledger."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Text
from automation.decide.desk import Desk


class Record(Action):
    """Adds a row to a ledger of the issue; the same row is kept once."""

    name: ClassVar[str] = "record"
    summary: ClassVar[str] = "Adds a row to a ledger of the issue, for reports and conditions."
    example: ClassVar[str] = 'record: {ledger: outputs, row: {type: "{{ comment.type }}"}}'

    ledger: str
    row: dict[str, Text]

    def run(self, desk: Desk) -> str:
        """Add the row unless it is there."""
        row = {name: desk.raw(text) for name, text in self.row.items()}
        rows = tuple(desk.draft.memory.ledgers.get(self.ledger, ()))
        if row in rows:
            return f"the {self.ledger} ledger has this row already"
        desk.draft.remember(ledgers={**desk.draft.memory.ledgers, self.ledger: (*rows, row)})
        return f"adds a row to the {self.ledger} ledger"
