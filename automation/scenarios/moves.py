"""The model of the steps: what people, forms, other senders and the clock do."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import NAMESPACE_OID, uuid5

from pydantic import BeforeValidator, Field

from automation.config.base import Part, Words, as_list
from automation.scenarios.expected import Expect, Text
from automation.scenarios.words import Day, Instant


class Delivery(Part):
    """How the step reaches Usher."""

    key: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_=-]{1,200}$",
        description="The Idempotency-Key: letters, digits and _ = -; one for each step where it is left out.",
    )
    token: Literal["valid", "invalid", "missing"] = Field(default="valid", description="What it is signed with.")
    malformed: bool = Field(default=False, description="The body is no JSON.")
    updated_at: Instant | None = Field(default=None, description="When the payload says that the issue changed.")
    payload_labels: Words | None = Field(
        default=None, description="The labels that an outdated report of a change claims; nothing changes in GitLab."
    )


class Step(Part):
    """What all steps have."""

    id: str = Field(description="Unique name of the step.")
    at: Instant = Field(
        description="When, with the zone: 2027-01-11T09:15:00Z. No step is earlier than the one before."
    )
    why: str = Field(default="", description="What it is about, for people.")
    rules: Words = Field(default=[], description="Ids of the rules that it shows, for people and for counting.")
    expect: Expect = Field(default=Expect(), description="What has to come of it.")
    expect_text: list[Text] = Field(default=[], description="What descriptions and messages say.")


class Delivered(Step):
    """A step that comes as a delivery."""

    delivery: Delivery = Field(default=Delivery(), description="How it reaches Usher.")

    @property
    def key(self) -> str:
        """The Idempotency-Key of the delivery; an id may have characters that a key may not."""
        return self.delivery.key or uuid5(NAMESPACE_OID, self.id).hex


class OnIssue(Delivered):
    """A step of somebody on an issue."""

    issue: str = Field(description="What the issue is called in this file.")
    actor: str = Field(description="Username of who acts; Usher's own account reports what Usher did itself.")
    project: str | None = Field(default=None, description="Key of the issue's project in config.yml, for readers.")


class Raw(Delivered):
    """Anything that is sent to the door of GitLab's deliveries."""

    kind: Literal["raw"] = Field(description="The kind of step.")
    event: str = Field(description="Value of X-Gitlab-Event.")
    project_path: str = Field(default="", description="Full path of the project in the payload.")
    payload: dict[str, Any] = Field(default={}, description="More of the payload.")
    issue: ClassVar[None] = None


class Intake(Delivered):
    """A signed form is sent in."""

    kind: Literal["intake"] = Field(description="The kind of step.")
    program: str = Field(description="Key of the workflow.")
    issue: str | None = Field(default=None, description="What the new issue is called, for readers.")
    fields: dict[str, str] = Field(description="The values by the names of the workflow's fields.")


class IssueOpen(OnIssue):
    """Somebody opens an issue."""

    kind: Literal["issue_open"] = Field(description="The kind of step.")
    project: str | None = Field(default=None, description="Key of the project in config.yml; needed unless Usher acts.")
    title: str = Field(default="", description="Its title.")
    body: str = Field(default="", description="Its description.")
    labels: Words = Field(default=[], description="Its labels.")
    assignees: Words = Field(default=[], description="Its assignees.")
    due_date: Day = Field(default=None, description="Its due date.")
    confidential: bool = Field(default=False, description="Whether it is confidential.")


class Tasks(Part):
    """Boxes of one section."""

    section: str = Field(description="The words of the heading above them.")
    done: Literal["some", "all", "none"] = Field(
        description="some ticks the first required one, all ticks every required one, none unticks all."
    )


class IssueUpdate(OnIssue):
    """Somebody changes an issue. Labels are added and removed as written: none goes because its scope is taken."""

    kind: Literal["issue_update"] = Field(description="The kind of step.")
    add: Words = Field(default=[], description="Labels that come.")
    remove: Words = Field(default=[], description="Labels that go.")
    edit_fields: dict[str, str] = Field(default={}, description="Values of `- **Field:** value` lines to write.")
    check_tasks: Annotated[list[Tasks], BeforeValidator(as_list, json_schema_input_type=list[Tasks] | Tasks | None)] = (
        Field(default=[], description="Boxes to tick.")
    )
    title: str | None = Field(default=None, description="A new title.")
    body: str | None = Field(default=None, description="A new description.")
    assignees: Words | None = Field(default=None, description="All assignees from now on.")
    due_date: Day = Field(default=None, description="A new due date, null takes it off.")
    confidential: bool | None = Field(default=None, description="Shown to everybody or not.")


class IssueClose(OnIssue):
    """Somebody closes an issue."""

    kind: Literal["issue_close"] = Field(description="The kind of step.")


class IssueReopen(OnIssue):
    """Somebody reopens an issue."""

    kind: Literal["issue_reopen"] = Field(description="The kind of step.")


class Comment(OnIssue):
    """Somebody comments; quick actions in the text run."""

    kind: Literal["note"] = Field(description="The kind of step.")
    note: str = Field(description="The text.")


class Redelivery(Delivered):
    """A delivery comes again: the one with the same key, else the last one of the issue."""

    kind: Literal["redelivery"] = Field(description="The kind of step.")
    issue: str = Field(description="What the issue is called in this file.")


class Tick(Step):
    """The clock: what the schedules and the timers owe is done, and sweeps run once."""

    kind: Literal["tick"] = Field(description="The kind of step.")
    issue: ClassVar[None] = None


AnyStep = Raw | Intake | IssueOpen | IssueUpdate | IssueClose | IssueReopen | Comment | Redelivery | Tick

#: by kind, in the order in which they are explained
STEPS: dict[str, type[AnyStep]] = {
    "issue_open": IssueOpen,
    "issue_update": IssueUpdate,
    "issue_close": IssueClose,
    "issue_reopen": IssueReopen,
    "note": Comment,
    "intake": Intake,
    "tick": Tick,
    "redelivery": Redelivery,
    "raw": Raw,
}
