"""Post a message."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, Field

from automation.config.base import Words, as_list
from automation.decide.action import Action, Text
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.decide.messages import say


class Comment(Action):
    """Posts a message as a note, merged with the others of the run."""

    name: ClassVar[str] = "comment"
    summary: ClassVar[str] = "Posts a message: the key of one under `messages:`, or a text with a key."
    example: ClassVar[str] = "comment: {key: welcome, text: Thank you., mention: author}"
    short: ClassVar[str] = "key"

    key: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$", description="Of the message: only small letters, digits and -.")
    text: Text | None = None
    mention: Annotated[Words | None, BeforeValidator(lambda value: None if value is None else as_list(value))] = None
    attrs: dict[str, Text] = {}
    lasting: bool | None = None

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """The message has to exist, unless the text is given here."""
        del workflow
        if self.text is None and self.key not in rules.messages:
            yield f"there is no message {self.key!r}; add it under `messages:`"

    def run(self, desk: Desk) -> str:
        """Add the message to the draft."""
        return say(desk, self.key, text=self.text, mention=self.mention, attrs=self.attrs, lasting=self.lasting)
