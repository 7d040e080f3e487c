"""Post a message."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from automation.config.base import Words, as_list
from automation.decide.action import Action, Text
from automation.decide.desk import Desk
from automation.decide.messages import say


class Comment(Action):
    """Posts a message as a note, merged with the others of the run."""

    name: ClassVar[str] = "comment"
    summary: ClassVar[str] = "Posts a message: the key of one under `messages:`, or a text with a key."
    example: ClassVar[str] = "comment: {key: welcome, text: Thank you., mention: author}"
    short: ClassVar[str] = "key"

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    text: Text | None = None
    mention: Annotated[Words | None, BeforeValidator(lambda value: None if value is None else as_list(value))] = None
    attrs: dict[str, Text] = {}
    lasting: bool | None = None

    def run(self, desk: Desk) -> str:
        """Add the message to the draft."""
        return say(desk, self.key, text=self.text, mention=self.mention, attrs=self.attrs, lasting=self.lasting)
