"""Reopen the issue."""

from __future__ import annotations

from typing import ClassVar, Literal

from automation.decide.action import Action
from automation.decide.desk import Desk


class Reopen(Action):
    """Reopens the issue."""

    name: ClassVar[str] = "reopen"
    summary: ClassVar[str] = "Reopens the issue."
    example: ClassVar[str] = "reopen: true"
    short: ClassVar[str] = "reopen"

    reopen: Literal[True] = True

    def run(self, desk: Desk) -> str:
        """Reopen what is closed, unless a person closed it after the same rule had reopened it."""
        return desk.draft.set_state("opened", desk.source)
