"""The model of a selection: which existing issues a policy is for, in words that GitLab's own filters have."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from automation.config.base import Part, Words, as_list


class Age(Part):
    """How long ago something was; with both keys a span of time."""

    older_than: str | None = Field(default=None, description="At least this long ago: 30 days, 2 months, 12 hours.")
    newer_than: str | None = Field(default=None, description="Less long ago than this.")

    @model_validator(mode="after")
    def _some_end(self) -> Age:
        if self.older_than is None and self.newer_than is None:
            message = "give older_than, newer_than, or both"
            raise ValueError(message)
        return self


class Dwell(Age):
    """How long an issue has had a label."""

    label: str = Field(description="The label; counted from when it was set last.")


class Amount(Part):
    """How many of something there are; with both keys a range."""

    less_than: int | None = Field(default=None, description="Fewer than this.")
    greater_than: int | None = Field(default=None, description="More than this.")

    @model_validator(mode="after")
    def _some_end(self) -> Amount:
        if self.less_than is None and self.greater_than is None:
            message = "give less_than, greater_than, or both"
            raise ValueError(message)
        return self


class Due(Part):
    """How near the due date is."""

    within: str | None = Field(default=None, description="Due within this time from today, or overdue: 3 days.")
    overdue: str | None = Field(default=None, description="Overdue for at least this time: 0 days is since yesterday.")

    @model_validator(mode="after")
    def _one_end(self) -> Due:
        if (self.within is None) == (self.overdue is None):
            message = "give either within or overdue"
            raise ValueError(message)
        return self


class Members(Part):
    """The members of a project or a group, inherited ones included."""

    project: str | None = Field(default=None, description="Key of a project in config.yml …")
    group: str | None = Field(default=None, description="… or of a group.")

    @model_validator(mode="after")
    def _one_place(self) -> Members:
        if (self.project is None) == (self.group is None):
            message = "give either project or group"
            raise ValueError(message)
        return self


#: a list of dwell times that may be written as one
Dwells = Annotated[list[Dwell], BeforeValidator(as_list, json_schema_input_type=list[Dwell] | Dwell | None)]


def _word(value: Any) -> Any:
    """``none`` and ``any`` as GitLab writes them, in small letters."""
    return value.casefold() if isinstance(value, str) and value.casefold() in {"none", "any"} else value


#: whether there is one at all
Presence = Annotated[Literal["none", "any"], BeforeValidator(_word, json_schema_input_type=Literal["none", "any"])]


def _kind(value: Any) -> str:
    """Which of several forms was meant, so that what is wrong is said of that one."""
    if isinstance(value, int) and not isinstance(value, bool):
        return "number"
    return _kind_of_date(value)


def _kind_of_date(value: Any) -> str:
    return "word" if isinstance(value, str) else "mapping"


_Word = Annotated[Presence, Tag("word")]
_Number = Annotated[int, Tag("number")]
#: a word or how near
DueWords = Annotated[_Word | Annotated[Due, Tag("mapping")], Discriminator(_kind_of_date)]
#: a word, a number or a range
Weight = Annotated[_Word | _Number | Annotated[Amount, Tag("mapping")], Discriminator(_kind)]


class Selection(Part):
    """Which issues; everything that is given has to hold."""

    state: Literal["opened", "closed", "all"] = Field(default="opened", description="Open or closed.")
    labels: Words = Field(default=[], description="All of these; `*` stands for anything: Topic::*.")
    any_label: Words = Field(default=[], description="At least one of these.")
    without_labels: Words = Field(default=[], description="None of these; `*` alone is for issues without any label.")
    no_other_labels: bool = Field(default=False, description="No labels but those of `labels` and `any_label`.")
    labelled: Dwells = Field(default=[], description="How long ago a label was set.")
    author: Words = Field(default=[], description="Username of the author, one of these.")
    assignee: Words = Field(default=[], description="Username of an assignee, one of these; or none, or any.")
    author_in: Members | None = Field(default=None, description="The author is a member there.")
    author_not_in: Members | None = Field(default=None, description="The author is no member there.")
    assignee_in: Members | None = Field(default=None, description="An assignee is a member there.")
    assignee_not_in: Members | None = Field(default=None, description="Somebody is assigned, and nobody of them there.")
    milestone: str | None = Field(default=None, description="Title, or none, any, upcoming, started, expired.")
    type: Words = Field(default=[], description="issue, incident, task, test_case; one of these.")
    confidential: bool | None = Field(default=None, description="Only confidential issues, or only others.")
    weight: Weight | None = Field(default=None, description="A number, none, any, or a range.")
    iteration: str | None = Field(default=None, description="Title of the iteration, or none, or any (Premium).")
    health: Literal["on_track", "needs_attention", "at_risk"] | None = Field(
        default=None, description="Health status (Ultimate)."
    )
    title: str | None = Field(default=None, description="Regular expression that the title has to hold somewhere.")
    description: str | None = Field(default=None, description="Regular expression, or `none` for an empty description.")
    created: Age | None = Field(default=None, description="When it was opened.")
    updated: Age | None = Field(default=None, description="When anything last happened to it; labels count too.")
    closed: Age | None = Field(default=None, description="When it was closed.")
    quiet: str | None = Field(
        default=None, description="No person but Usher and other bots wrote or changed anything for this time: 30 days."
    )
    due: DueWords | None = Field(default=None, description="none, any, {within: 3 days}, {overdue: 0 days}.")
    upvotes: Amount | None = Field(default=None, description="Thumbs up.")
    downvotes: Amount | None = Field(default=None, description="Thumbs down.")
    comments: Amount | None = Field(default=None, description="Comments of people.")
    threads: Amount | None = Field(default=None, description="Threads: comments that were or can be answered.")
    merge_requests: Amount | None = Field(default=None, description="Merge requests that name the issue.")
    tasks: Literal["none", "open", "done"] | None = Field(
        default=None, description="Checkboxes of the description: there are none, some are open, all are ticked."
    )
    estimate: Presence | None = Field(default=None, description="Whether there is a time estimate.")
    spent: Presence | None = Field(default=None, description="Whether time was spent.")
