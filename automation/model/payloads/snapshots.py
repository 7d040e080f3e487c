"""The issue as a delivery's body shows it; for rehearsals only, since a delivery is no truth (design.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.model.events import Event
from automation.model.payloads import parts
from automation.model.payloads.body import number, section, text
from automation.model.payloads.dates import day, instant
from automation.model.snapshot import Snapshot


def snapshot_in(body: Mapping[str, Any], event: Event) -> Snapshot | None:
    """The issue in `body`, of which `event` was made; None where there is none.

    The body names the author by number only: it is taken to be who acted when the issue was opened, else unknown.

    Raises:
        MalformedPayload: a value has another type than GitLab gives it.
    """
    issue = _issue(body)
    if issue is None or event.issue is None:
        return None
    author = event.actor.username if event.actor and event.actor.id == number(issue, "author_id") else ""
    due = text(issue, "due_date")
    return Snapshot(
        ref=event.issue,
        id=number(issue, "id") or 0,
        title=text(issue, "title") or "",
        description=text(issue, "description") or "",
        state=parts.state(issue) or "opened",
        confidential=bool(issue.get("confidential")),
        labels=parts.labels(issue, body) or frozenset(),
        assignees=tuple(parts.texts(body.get("assignees") or [], "username")),
        author=author,
        author_id=number(issue, "author_id"),
        due_date=day(due) if due else None,
        locked=bool(issue.get("discussion_locked")),
        type=text(issue, "type") or "Issue",
        created_at=instant(text(issue, "created_at") or ""),
        updated_at=instant(text(issue, "updated_at") or ""),
        web_url=text(issue, "url") or "",
    )


def _issue(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    names = ("issue", "work_item") if body.get("object_kind") in {"note", "emoji"} else ("object_attributes",)
    return next((found for name in names if (found := section(body, name)) is not None), None)
