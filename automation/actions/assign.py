"""Add assignees."""

from __future__ import annotations

from typing import ClassVar

from automation.config.workflow import OwnerSpec
from automation.decide.action import Action
from automation.decide.desk import Desk
from automation.decide.owners import choose_owners


class Assign(Action):
    """Adds people to the assignees."""

    name: ClassVar[str] = "assign"
    summary: ClassVar[str] = "Adds people to the assignees: usernames, or an owner as in `owner:`."
    example: ClassVar[str] = "assign: {role: legal}"
    short: ClassVar[str] = "who"
    wraps: ClassVar[bool] = True
    at_creation: ClassVar[bool] = True

    who: OwnerSpec

    def run(self, desk: Desk) -> str:
        """Add those found; whom a person took off after the same rule had assigned them stays off."""
        choice = choose_owners(desk, self.who)
        desk.draft.assign(choice.usernames, desk.source)
        return choice.words
