"""Remove assignees."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Texts
from automation.decide.desk import Desk


class Unassign(Action):
    """Takes people off the issue."""

    name: ClassVar[str] = "unassign"
    summary: ClassVar[str] = "Takes people off the issue: usernames, roles, or `all`."
    example: ClassVar[str] = "unassign: all"
    short: ClassVar[str] = "who"
    at_creation: ClassVar[bool] = True

    who: Texts

    def run(self, desk: Desk) -> str:
        """Remove those who are assigned."""
        words = [desk.text(text) for text in self.who]
        named = set(desk.draft.assignees) if "all" in words else {*words, *desk.rules.people.named(words)}
        gone = [name for name in desk.draft.assignees if name in named]
        desk.draft.assignees = [name for name in desk.draft.assignees if name not in named]
        return f"takes {', '.join(gone)} off" if gone else "nobody to take off"
