"""Replace the owners that Usher chose."""

from __future__ import annotations

from typing import ClassVar

from automation.config.workflow import OwnerSpec
from automation.decide.action import Action
from automation.decide.desk import Desk
from automation.decide.owners import choose_owners


class Own(Action):
    """Hands the issue over."""

    name: ClassVar[str] = "own"
    summary: ClassVar[str] = "Hands the issue over: replaces the assignees that Usher chose; people's own choices stay."
    example: ClassVar[str] = "own: {table: channel_sa, by: \"fields['Region']\"}"
    short: ClassVar[str] = "who"
    wraps: ClassVar[bool] = True
    at_creation: ClassVar[bool] = True

    who: OwnerSpec

    def run(self, desk: Desk) -> str:
        """Hand over, unless nobody is found."""
        choice = choose_owners(desk, self.who)
        if choice.usernames:
            desk.draft.own(choice.usernames, desk.source)
        return choice.words
