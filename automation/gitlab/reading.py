"""GitLab's JSON as our data (api/issues.md, api/resource_label_events.md, api/resource_state_events.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from automation.model.events import User
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, HistoryEvent, Snapshot


def snapshot_of(ref: IssueRef, data: Mapping[str, Any]) -> Snapshot:
    """The issue `ref` as one answer of GitLab shows it."""
    author = data.get("author") or {}
    return Snapshot(
        ref=ref,
        id=data["id"],
        title=data["title"],
        description=data.get("description") or "",
        state=data["state"],
        confidential=bool(data.get("confidential")),
        labels=frozenset(data["labels"]),
        assignees=tuple(person["username"] for person in data.get("assignees") or ()),
        author=author.get("username", ""),
        author_id=author.get("id"),
        due_date=_day(data.get("due_date")),
        milestone=(data.get("milestone") or {}).get("title"),
        locked=bool(data.get("discussion_locked")),
        type=_type(data.get("issue_type") or "issue"),
        created_at=_instant(data.get("created_at")),
        updated_at=_instant(data.get("updated_at")),
        web_url=data.get("web_url") or "",
        figures=_figures(data),
    )


def ref_of(data: Mapping[str, Any], project: str) -> IssueRef:
    """The reference of an issue in GitLab's answer; `project` where the answer does not name it."""
    full = (data.get("references") or {}).get("full")
    return IssueRef.parse(full) if full else IssueRef(project, data["iid"])


def user_of(data: Mapping[str, Any]) -> User:
    """A user as GitLab shows one."""
    return User(data["username"], data["id"], data.get("name") or "")


def history_of(labels: Iterable[Mapping[str, Any]], states: Iterable[Mapping[str, Any]]) -> tuple[HistoryEvent, ...]:
    """Label events and state events as one history, oldest first; a label comes before a state of the same instant."""
    changes = [_event(row, row["action"], (row.get("label") or {}).get("name")) for row in labels]
    turns = [_event(row, row["state"], None) for row in states]
    return tuple(sorted(changes + turns, key=lambda event: event.at))


def _event(row: Mapping[str, Any], action: str, label: str | None) -> HistoryEvent:
    """One event; GitLab names no user where the account was deleted since."""
    at = datetime.fromisoformat(row["created_at"]).astimezone(UTC)
    return HistoryEvent(at, (row.get("user") or {}).get("username", ""), action, label)


def _figures(data: Mapping[str, Any]) -> Figures:
    """What selections ask besides; what an edition does not have is none there (api/issues.md)."""
    milestone, time = data.get("milestone") or {}, data.get("time_stats") or {}
    tasks = data.get("task_completion_status") or {}
    iteration = data.get("iteration")
    return Figures(
        upvotes=data.get("upvotes") or 0,
        downvotes=data.get("downvotes") or 0,
        comments=data.get("user_notes_count") or 0,
        merge_requests=data.get("merge_requests_count") or 0,
        weight=data.get("weight"),
        estimate=time.get("time_estimate") or 0,
        spent=time.get("total_time_spent") or 0,
        tasks=tasks.get("count") or 0,
        tasks_done=tasks.get("completed_count") or 0,
        closed_at=_instant(data.get("closed_at")),
        health=data.get("health_status"),
        # one that GitLab plans by itself has no title
        iteration=None if iteration is None else iteration.get("title") or "",
        milestone_state=milestone.get("state"),
        milestone_starts=_day(milestone.get("start_date")),
        milestone_due=_day(milestone.get("due_date")),
    )


def _type(name: str) -> str:
    """The type as hooks write it: ``test_case`` is a Test Case."""
    return name.replace("_", " ").title()


def _day(text: str | None) -> date | None:
    """The day, or the last or first one there is where GitLab, which takes any year, names one that Python cannot."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return date.min if str(text).startswith("-") else date.max


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(UTC) if text else None
