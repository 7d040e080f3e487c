"""Invite somebody by email."""

from __future__ import annotations

import re
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from automation.decide.action import Action, ActionFault, Text
from automation.decide.desk import Desk
from automation.model.plan import Invite as InviteEffect

#: GitLab docs, api/access_requests.md: valid access levels
LEVELS = {"guest": 10, "planner": 15, "reporter": 20, "developer": 30, "maintainer": 40}
_EMAIL = re.compile(r"^[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+$")


class Invite(Action):
    """Invites somebody to a group or project."""

    name: ClassVar[str] = "invite"
    summary: ClassVar[str] = "Invites somebody by email to a group or a project."
    example: ClassVar[str] = "invite: {email: \"{{ fields['Nominee email'] }}\", group: champions, as: developer}"

    email: Text
    group: str | None = None
    project: str | None = None
    level: Literal["guest", "planner", "reporter", "developer", "maintainer"] = Field(default="developer", alias="as")

    @model_validator(mode="after")
    def _one_place(self) -> Invite:
        if (self.group is None) == (self.project is None):
            message = "give either group or project"
            raise ValueError(message)
        return self

    def run(self, desk: Desk) -> str:
        """Plan the invitation if the address is one.

        Raises:
            ActionFault: the address is not valid (rules.md PC-05).
        """
        email = desk.raw(self.email).strip()
        if not _EMAIL.match(email):
            message = "the address is not a valid email address; correct the field and ask for the invitation by hand"
            raise ActionFault(message)
        config = desk.rules.config
        group = config.groups.get(self.group, self.group) if self.group else None
        project = config.projects[self.project].path if self.project in config.projects else self.project
        desk.draft.effects.append(
            InviteEffect(email=email, access_level=LEVELS[self.level], group=group, project=project)
        )
        return f"invites the address to {group or project} as {self.level}"
