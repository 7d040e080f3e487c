"""Remove labels."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Texts
from automation.decide.desk import Desk
from automation.decide.label_texts import check_chosen
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
        """Remove what is there.

        Raises:
            ActionFault: a value chose a label that decides something.
        """
        found = sorted({label for text in self.names for label in self._named(desk, text)})
        desk.draft.labels.difference_update(found)
        return f"removes {', '.join(found)}" if found else "nothing to remove"

    def _named(self, desk: Desk, text: str) -> list[str]:
        found = matching(desk.draft.labels, desk.raw(text))
        check_chosen(desk, text, found, desk.workflow)
        return found
