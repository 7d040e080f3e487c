"""Lock the discussion."""

from __future__ import annotations

from typing import Any, ClassVar

from automation.decide.action import Action
from automation.decide.desk import Desk


class Lock(Action):
    """Locks or unlocks the discussion."""

    name: ClassVar[str] = "lock"
    summary: ClassVar[str] = "Locks the discussion; `lock: false` unlocks it."
    example: ClassVar[str] = "lock: true"

    locked: bool = True

    @classmethod
    def spell(cls, options: Any) -> Any:
        """``lock:`` and ``lock: true`` say the same."""
        return {"locked": True if options is None else options}

    def run(self, desk: Desk) -> str:
        """Set the lock."""
        desk.draft.locked = self.locked
        return "locks the discussion" if self.locked else "unlocks the discussion"
