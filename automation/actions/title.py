"""Change the title."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Text
from automation.decide.desk import Desk
from automation.decide.guard import title


class Title(Action):
    """Changes the title."""

    name: ClassVar[str] = "title"
    summary: ClassVar[str] = "Changes the title."
    example: ClassVar[str] = "title: \"Customer story: {{ fields['Customer account'] }}\""
    short: ClassVar[str] = "text"
    at_creation: ClassVar[bool] = True

    text: Text

    def run(self, desk: Desk) -> str:
        """Write the title: one line, 255 characters, no mention (rules.md G15)."""
        desk.draft.title = title(desk.raw(self.text)) or desk.draft.title
        return "sets the title"
