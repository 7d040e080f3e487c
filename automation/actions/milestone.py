"""Set the milestone."""

from __future__ import annotations

from typing import ClassVar

from automation.decide.action import Action, Text
from automation.decide.desk import Desk


class Milestone(Action):
    """Sets or clears the milestone."""

    name: ClassVar[str] = "milestone"
    summary: ClassVar[str] = "Sets the milestone by its title; an empty text clears it."
    example: ClassVar[str] = 'milestone: "{{ quarter }}"'
    short: ClassVar[str] = "title"
    at_creation: ClassVar[bool] = True

    title: Text = ""

    def run(self, desk: Desk) -> str:
        """Name the milestone; GitLab says whether there is one."""
        desk.draft.milestone = desk.raw(self.title).strip()
        return f"milestone {desk.draft.milestone or 'cleared'}"
