"""Reopen the issue."""

from __future__ import annotations

from typing import Any, ClassVar

from automation.decide.action import Action
from automation.decide.desk import Desk


class Reopen(Action):
    """Reopens the issue."""

    name: ClassVar[str] = "reopen"
    summary: ClassVar[str] = "Reopens the issue."
    example: ClassVar[str] = "reopen: true"

    reopen: bool = True

    @classmethod
    def spell(cls, options: Any) -> Any:
        """``reopen:`` and ``reopen: true`` say the same."""
        return {"reopen": True if options is None else options}

    def run(self, desk: Desk) -> str:
        """Reopen what is closed, unless a person closed it after the same rule had reopened it."""
        return desk.draft.set_state("opened", desk.source)
