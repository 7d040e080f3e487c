"""The model of a command: a line of a comment that asks Usher to do something."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from automation.config.action import Actions
from automation.config.base import Part, Words

#: stands in `by:` for strangers too
ANYONE: Final = "anyone"


class Command(Part):
    """A line such as ``/usher take`` or ``@usher-bot take`` in a comment; `help` lists what there is."""

    help: str = Field(description="One line that says what it does; shown to whoever may use it.")
    pattern: str = Field(
        default="", description="What follows its name, as in structured comments: `{name}`, `{name:date}` …"
    )
    by: Words = Field(
        default=[],
        description="Who may: roles, usernames, `author`, `assignee`, `field:Name`, or `anyone`; empty: every member.",
    )
    when: str = Field(default="true", description="Condition on the values that follow, as `comment`.")
    do: Actions = Field(description="Done when the person may and the condition holds.")
    otherwise: Actions = Field(default=[], alias="else", description="Done when the condition does not hold.")
