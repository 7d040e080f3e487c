"""Remove labels."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Texts
from automation.decide.desk import Desk
from automation.decide.labels import matching


class Unlabel(Action):
    """Removes labels; ``*`` stands for anything."""

    name: ClassVar[str] = "unlabel"
    summary: ClassVar[str] = "Removes labels. `*` stands for anything: `Duplicate::*`."
    example: ClassVar[str] = "unlabel: Customer Speaking Requests"
    short: ClassVar[str] = "names"
    at_creation: ClassVar[bool] = True

    names: Texts

    def run(self, desk: Desk) -> str:
        """Remove what is there."""
        patterns = [desk.text(text) for text in self.names]
        found = sorted({label for pattern in patterns for label in matching(desk.draft.labels, pattern)})
        desk.draft.labels.difference_update(found)
        return f"removes {', '.join(found)}" if found else "nothing to remove"
