"""The model of policies: what is done with existing issues when a sweep comes round (design.md §1, sweep)."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from automation.config.action import Actions
from automation.config.base import Part, Words, as_list
from automation.config.selection import Selection


class Limit(Part):
    """At most so many issues of those that a sweep selects."""

    newest: int | None = Field(default=None, ge=1, description="The ones opened last …")
    oldest: int | None = Field(default=None, ge=1, description="… or those opened first.")

    @model_validator(mode="after")
    def _one_end(self) -> Limit:
        if (self.newest is None) == (self.oldest is None):
            message = "give either newest or oldest"
            raise ValueError(message)
        return self


class Digest(Part):
    """One new issue that lists what a sweep selected; none where nothing was."""

    project: str = Field(description="Key of the project that it is opened in.")
    title: str = Field(description="Title; may hold {{ expressions }}, as occurrence and count.")
    item: str = Field(
        default="- [ ] {{ item.link }} {{ item.title }}", description="One line for each issue selected, as `item`."
    )
    text: str = Field(default="{{ items }}", description="The description; {{ items }} stands for the lines.")
    labels: Words = Field(default=[], description="Labels of the new issue.")
    assignees: Words = Field(default=[], description="Usernames or roles; they become the assignees.")
    confidential: bool = Field(default=False, description="Whether the new issue is confidential.")


class Policy(Part):
    """What is done with existing issues that are selected, each time a sweep comes round."""

    name: str = Field(description="Unique name, shown wherever the policy is.")
    workflow: Words = Field(default=[], description="Only issues of these workflows; empty: every issue.")
    project: Words = Field(default=[], description="Projects (keys); empty: those of `workflow`, else all.")
    select: Selection = Field(default=Selection(), description="Which issues.")
    when: str = Field(default="true", description="Condition besides; a Jinja2 expression.")
    limit: Limit | None = Field(default=None, description="At most so many issues in one sweep.")
    do: Actions = Field(default=[], description="Actions on each issue, in order.")
    digest: Digest | None = Field(default=None, description="One issue that lists them all.")
    once: bool = Field(default=False, description="At most once per issue.")
    enabled: bool = Field(default=True, description="false switches the policy off without losing it.")


class Stale(Part):
    """Issues that nobody cares about: warned, then closed, and left alone as soon as a person says a word."""

    name: str = Field(description="Unique name, shown wherever the policy is.")
    workflow: Words = Field(default=[], description="Only issues of these workflows; empty: every issue.")
    project: Words = Field(default=[], description="Projects (keys); empty: those of `workflow`, else all.")
    select: Selection = Field(default=Selection(), description="Which issues, besides their being quiet.")
    when: str = Field(default="true", description="Condition besides; a Jinja2 expression.")
    after: str = Field(description="Quiet for this long, an issue gets the label and the warning: 60 days.")
    label: str = Field(default="Stale", description="Label that marks the issue while it waits.")
    warn: str = Field(default="stale-warning", description="Message of the warning.")
    close_after: str | None = Field(default=None, description="Quiet for this long after the warning, it is closed.")
    close: str = Field(default="stale-closed", description="Message at closing.")
    reopen: bool = Field(default=True, description="Whether a person's word after the closing reopens it.")
    limit: Limit | None = Field(default=None, description="At most so many issues in one sweep.")
    enabled: bool = Field(default=True, description="false switches it off without losing it.")


def names_of_stale(entry: Stale) -> tuple[str, ...]:
    """The names of the two policies and the rule that `entry` stands for: it warns, it closes, a word undoes it."""
    return f"{entry.name}: warn", f"{entry.name}: close", f"{entry.name}: a word undoes it"


Policies = Annotated[list[Policy], BeforeValidator(as_list, json_schema_input_type=list[Policy] | Policy | None)]
Stales = Annotated[list[Stale], BeforeValidator(as_list, json_schema_input_type=list[Stale] | Stale | None)]
