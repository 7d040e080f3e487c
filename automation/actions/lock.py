"""Lock the discussion."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action
from automation.decide.desk import Desk


class Lock(Action):
    """Locks or unlocks the discussion."""

    name: ClassVar[str] = "lock"
    summary: ClassVar[str] = "Locks the discussion; `lock: false` unlocks it."
    example: ClassVar[str] = "lock: true"
    short: ClassVar[str] = "locked"

    locked: bool = True

    def run(self, desk: Desk) -> str:
        """Set the lock."""
        desk.draft.locked = self.locked
        return "locks the discussion" if self.locked else "unlocks the discussion"
