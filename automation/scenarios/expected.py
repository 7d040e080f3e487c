"""The model of what has to stand in GitLab after a step."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from automation.config.base import Part, Words
from automation.scenarios.words import Day

#: what a delivery is answered with, and what became of it
Response = Literal[
    "processed",
    "duplicate",
    "own_event",
    "stale",
    "skipped",
    "no_program",
    "unmanaged_project",
    "unsupported_event",
    "unauthorized",
    "bad_request",
    "gone",
]


class IssueState(Part):
    """An issue; what is left out has to be as the person who acted left it, but for the title."""

    title: str | None = Field(default=None, description="Its title; not compared where it is left out.")
    labels: Words = Field(default=[], description="All labels, in any order.")
    assignees: Words = Field(default=[], description="All assignees by username, in any order.")
    due_date: Day = Field(default=None, description="The due date, null for none.")
    state: Literal["opened", "closed"] = Field(default="opened", description="Open or closed.")
    confidential: bool = Field(default=False, description="Whether it is confidential.")

    def written(self) -> dict[str, Any]:
        """What the file says, as `Seen.facts` has it."""
        facts = {
            "labels": sorted(self.labels),
            "assignees": sorted(self.assignees),
            "due_date": self.due_date.isoformat() if self.due_date else None,
            "state": self.state,
            "confidential": self.confidential,
        }
        return {name: facts[name] for name in facts if name in self.model_fields_set}


class Created(IssueState):
    """An issue that Usher opened in the step. What is left out: no labels, nobody, no date, open, not confidential."""

    ref: str = Field(description="How later steps call it.")
    project: str = Field(description="Key of its project in config.yml.")
    template: str | None = Field(default=None, description="The template of its workflow.")
    links: Words = Field(
        default=[], description="The issues that it is related to; between two new ones either may say so."
    )


class Message(Part):
    """A message that Usher posted in the step."""

    issue: str = Field(description="Where.")
    key: str = Field(description="The key in its marker line.")
    attrs: dict[str, str] = Field(
        default={}, description="The values in its marker line; issues by what they are called here."
    )
    mentions: Words = Field(default=[], description="Everybody whom it mentions.")


class Invited(Part):
    """An invitation that Usher sent in the step."""

    op: Literal["invite"] = Field(default="invite", description="What was done.")
    group: str | None = Field(default=None, description="Full path of the group.")
    project: str | None = Field(default=None, description="Full path of the project, if it is not a group.")
    email: str = Field(description="The address.")
    access_level: int = Field(description="GitLab's number: 30 is Developer.")


class Expect(Part):
    """What the step leads to. Whatever is not listed must be as it was, and nothing else may be said or opened."""

    http: str = Field(
        default="2xx", pattern=r"^[1-5](?:[0-9]{2}|xx)$", description="Status of the answer, such as 401 or 2xx."
    )
    response: Response = Field(default="processed", description="What became of the delivery.")
    issue: IssueState | None = Field(default=None, description="The issue of the step.")
    also: dict[str, IssueState] = Field(default={}, description="Every other issue that changed.")
    created: list[Created] = Field(default=[], description="Issues that Usher opened.")
    notes: list[Message] = Field(default=[], description="Messages that Usher posted, in any order.")
    api: list[Invited] = Field(default=[], description="Invitations that Usher sent.")


class Text(Part):
    """What a description, or a message of the step, says."""

    issue: str = Field(description="Whose description is meant.")
    note: str | None = Field(default=None, description="Key of a message posted on it in this step, if that is meant.")
    contains: Words = Field(default=[], description="Texts that have to be in it.")
    excludes: Words = Field(default=[], description="Texts that must not be in it.")
    excludes_regex: Words = Field(default=[], description="Python regular expressions of which none may be found.")
