"""Close the issue."""

from __future__ import annotations

from typing import ClassVar, Literal

from automation.decide.action import Action
from automation.decide.desk import Desk


class Close(Action):
    """Closes the issue."""

    name: ClassVar[str] = "close"
    summary: ClassVar[str] = "Closes the issue."
    example: ClassVar[str] = "close: true"
    short: ClassVar[str] = "close"

    close: Literal[True] = True

    def run(self, desk: Desk) -> str:
        """Close what is open, unless a person reopened it after the same rule had closed it."""
        return desk.draft.set_state("closed", desk.source)
