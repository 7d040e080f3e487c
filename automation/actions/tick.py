"""Tick a task of the description."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Text
from automation.decide.checklist import tick
from automation.decide.desk import Desk


class Tick(Action):
    """Ticks the task whose text begins with these words."""

    name: ClassVar[str] = "tick"
    summary: ClassVar[str] = "Ticks the task of the description whose text begins with these words."
    example: ClassVar[str] = "tick: Partner support case is linked"
    short: ClassVar[str] = "task"
    at_creation: ClassVar[bool] = True

    task: Text

    def run(self, desk: Desk) -> str:
        """Tick it if it is there and open."""
        after = tick(desk.draft.description, desk.raw(self.task))
        changed = after != desk.draft.description
        desk.draft.description = after
        return "ticks the task" if changed else "no such open task"
