"""What can be asked of an issue in one request, and what of it the acting user may have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypedDict, cast

from sandbox import refuse
from sandbox.model import Access, Project
from sandbox.world import access, labels, milestones
from sandbox.world.state import Act

ISSUE_TYPES = ("issue", "incident", "test_case", "task", "requirement", "ticket")
LONGEST_TITLE = 255
LONGEST_DESCRIPTION = 1_048_576


class IssueFields(TypedDict, total=False):
    """The wanted values; a key that is missing is left alone. Labels come as ids, as quick actions give them too."""

    iid: int
    title: str
    description: str | None
    label_ids: Sequence[int]
    add_label_ids: Sequence[int]
    remove_label_ids: Sequence[int]
    assignee_ids: Sequence[int]
    milestone_id: int | None
    due_date: date | None
    start_date: date | None
    confidential: bool
    discussion_locked: bool | None
    issue_type: str
    weight: int | None
    time_estimate: int
    total_time_spent: int
    state_event: str
    created_at: datetime
    updated_at: datetime


METADATA = (
    "label_ids", "add_label_ids", "remove_label_ids", "assignee_ids", "milestone_id", "due_date", "start_date",
    "discussion_locked", "weight", "time_estimate", "total_time_spent",
)  # fmt: skip
"""What an author without a role cannot set, and GitLab drops without a word (gitlab.md §3.1)."""

OF_OWNERS = ("iid", "created_at", "updated_at")
"""What only owners and administrators can set; the same."""


def check(fields: IssueFields) -> None:
    """Refuse values that no issue can have.

    Raises:
        ApiError: 400.
    """
    if "title" in fields:
        if not fields["title"].strip():
            refuse.bad_request({"title": ["can't be blank"]})
        if len(fields["title"]) > LONGEST_TITLE:
            refuse.bad_request({"title": [f"is too long (maximum is {LONGEST_TITLE} characters)"]})
    if len(fields.get("description") or "") > LONGEST_DESCRIPTION:
        refuse.bad_request({"description": [f"is too long (maximum is {LONGEST_DESCRIPTION} characters)"]})
    if fields.get("issue_type", "issue") not in ISSUE_TYPES:
        refuse.invalid("issue_type does not have a valid value")
    if fields.get("state_event", "close") not in {"close", "reopen"}:
        refuse.invalid("state_event does not have a valid value")


def permitted(act: Act, project: Project, fields: IssueFields, *, metadata: bool, confidentiality: bool) -> IssueFields:
    """Return the fields that the user may set, with people and milestones that cannot be set taken out."""
    owner = access.level(act.world, act.user, project) >= Access.OWNER
    barred = {
        *(() if metadata else METADATA),
        *(() if confidentiality else ("confidential",)),
        *(() if owner else OF_OWNERS),
    }
    result = cast("IssueFields", {name: value for name, value in fields.items() if name not in barred})
    if "assignee_ids" in result:
        result["assignee_ids"] = assignable(act, project, result["assignee_ids"])
    milestone_id = result.get("milestone_id")
    if milestone_id is not None and not milestones.usable(act.world, project, milestone_id):
        result["milestone_id"] = None
    return result


def assignable(act: Act, project: Project, user_ids: Sequence[int]) -> tuple[int, ...]:
    """Return those who can be assigned, in order: unknown people and those without access are dropped silently.

    One only without a licence: the first (gitlab.md §3.1).
    """
    users = act.world.data.users
    able = [
        user_id for user_id in dict.fromkeys(user_ids) if user_id in users and _can_be_assigned(act, project, user_id)
    ]
    return tuple(able if act.world.premium else able[:1])


def applied_labels(act: Act, issue_label_ids: Sequence[int], fields: IssueFields) -> tuple[int, ...]:
    """Return the labels of an issue after the change."""
    return labels.combine(
        act.world,
        issue_label_ids,
        wanted=fields.get("label_ids"),
        added=fields.get("add_label_ids", ()),
        removed=fields.get("remove_label_ids", ()),
    )


COLUMNS = (
    "title", "description", "assignee_ids", "milestone_id", "due_date", "start_date", "confidential",
    "discussion_locked", "issue_type", "weight", "time_estimate", "total_time_spent",
)  # fmt: skip


def columns(fields: IssueFields) -> dict[str, object]:
    """Return the fields that are columns of an issue."""
    return {name: fields[name] for name in COLUMNS if name in fields}  # type: ignore[literal-required]  # COLUMNS names keys


def _can_be_assigned(act: Act, project: Project, user_id: int) -> bool:
    return access.level(act.world, act.world.data.users[user_id], project) >= Access.GUEST
