"""Issues and what hangs on them: notes, emoji, links, history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One issue. `iid` counts within the project, `id` in the whole instance.

    `issue_type` is GitLab's REST word (issue, incident, task, …); `state` is "opened" or "closed".
    """

    id: int
    iid: int
    project_id: int
    author_id: int
    title: str
    created_at: datetime
    updated_at: datetime
    description: str | None = None
    state: str = "opened"
    label_ids: tuple[int, ...] = ()
    assignee_ids: tuple[int, ...] = ()
    milestone_id: int | None = None
    confidential: bool = False
    discussion_locked: bool | None = None
    due_date: date | None = None
    start_date: date | None = None
    weight: int | None = None
    issue_type: str = "issue"
    closed_at: datetime | None = None
    closed_by_id: int | None = None
    updated_by_id: int | None = None
    last_edited_at: datetime | None = None
    last_edited_by_id: int | None = None
    relative_position: int | None = None
    moved_to_id: int | None = None
    duplicated_to_id: int | None = None
    time_estimate: int = 0
    total_time_spent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A comment, or with `system` what GitLab says itself; `discussion_id` joins the replies of one thread."""

    id: int
    issue_id: int
    author_id: int
    body: str
    created_at: datetime
    updated_at: datetime
    discussion_id: str
    system: bool = False
    internal: bool = False
    in_thread: bool = False
    updated_by_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEvent:
    """A resource event: `kind` is label, state or milestone, `subject_id` the label or milestone.

    `action` is add or remove; for states the new state (closed, reopened).
    """

    id: int
    kind: str
    issue_id: int
    user_id: int
    created_at: datetime
    action: str
    subject_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Award:
    """An emoji on an issue, or on a note where `note_id` is set."""

    id: int
    name: str
    user_id: int
    issue_id: int
    note_id: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueLink:
    """A link between two issues; `kind` (relates_to, blocks) is read from source to target."""

    id: int
    source_id: int
    target_id: int
    kind: str
    created_at: datetime
