"""React with an emoji."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from automation.decide.action import Action
from automation.decide.desk import Desk
from automation.model.plan import React as ReactEffect


class React(Action):
    """Reacts to the comment that triggered the rule, or to the issue."""

    name: ClassVar[str] = "react"
    summary: ClassVar[str] = "Reacts with an emoji to the comment at hand, else to the issue."
    example: ClassVar[str] = "react: thumbsup"
    short: ClassVar[str] = "emoji"

    emoji: str = Field(
        pattern=r"^[a-z0-9_+-]+$",
        description="Name of the emoji without colons: only small letters, digits, _, + and -.",
    )

    def run(self, desk: Desk) -> str:
        """Plan the reaction."""
        note_id = desk.extra.get("note_id")
        desk.draft.effects.append(ReactEffect(ref=desk.draft.before.ref, emoji=self.emoji, note_id=note_id))
        return f"reacts with :{self.emoji}:"
