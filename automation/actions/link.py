"""Link another issue."""

from __future__ import annotations

from typing import ClassVar, Literal

from automation.decide.action import Action, ActionFault, Text
from automation.decide.desk import Desk
from automation.model.plan import LinkIssue
from automation.model.refs import IssueRef


class Link(Action):
    """Links another issue to this one."""

    name: ClassVar[str] = "link"
    summary: ClassVar[str] = "Links another issue, given as path#iid."
    example: ClassVar[str] = 'link: "{{ origin }}"'
    short: ClassVar[str] = "to"

    to: Text
    type: Literal["relates_to", "blocks", "is_blocked_by"] = "relates_to"

    def run(self, desk: Desk) -> str:
        """Plan the link.

        Raises:
            ActionFault: the text is not a reference to an issue.
        """
        try:
            target = IssueRef.parse(desk.raw(self.to).strip())
        except ValueError as fault:
            raise ActionFault(str(fault)) from fault
        desk.draft.effects.append(LinkIssue(ref=desk.draft.before.ref, target=target, link_type=self.type))
        return f"links {target}"
