"""Close the issue."""

from __future__ import annotations

from typing import Any, ClassVar

from automation.decide.action import Action
from automation.decide.desk import Desk


class Close(Action):
    """Closes the issue."""

    name: ClassVar[str] = "close"
    summary: ClassVar[str] = "Closes the issue."
    example: ClassVar[str] = "close: true"

    close: bool = True

    @classmethod
    def spell(cls, options: Any) -> Any:
        """``close:`` and ``close: true`` say the same."""
        return {"close": True if options is None else options}

    def run(self, desk: Desk) -> str:
        """Close what is open, unless a person reopened it after the same rule had closed it."""
        return desk.draft.set_state("closed", desk.source)
