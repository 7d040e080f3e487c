"""One reader per kind of body: issues and work items, notes, emoji, milestones, members (gitlab.md §2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from automation.model.events import Event, EventKind, Note
from automation.model.payloads import parts
from automation.model.payloads.body import MalformedPayload, number, present, required_section, section, text, word
from automation.model.payloads.changes import changes
from automation.model.payloads.dates import instant

#: GitLab's names of member events and our words for them (gitlab.md §2.4)
_MEMBER_ACTIONS: Final = {
    "user_add_to_group": "add",
    "user_update_for_group": "update",
    "user_remove_from_group": "remove",
    "user_access_request_to_group": "request",
    "user_access_request_denied_for_group": "deny",
}
_NAME: Final = re.compile(r"\w[\w -]{0,39}")


@dataclass(frozen=True, slots=True)
class Unsupported:
    """An authentic delivery that no program is about (rules.md G02); `what` names it in words."""

    what: str


def unsupported(what: str, name: object) -> Unsupported:
    """`what` with the `name` that GitLab gives it, as far as that is one."""
    known = isinstance(name, str) and _NAME.fullmatch(name)
    return Unsupported(f"{what} {name}" if known else f"{what} (unnamed)")


def issue_event(body: Mapping[str, Any], event_id: str, at: datetime) -> Event:
    """An issue or work item was opened, closed, reopened or updated; a test delivery has the action ``test``.

    Raises:
        MalformedPayload: what it is about cannot be told.
    """
    issue = required_section(body, "object_attributes")
    project = parts.project_path(body)
    return Event(
        id=event_id,
        kind=EventKind.ISSUE,
        action=word(issue, "action", "test"),
        at=at,
        issue=parts.issue_ref(project, issue),
        project=project,
        actor=parts.actor(body),
        labels=parts.labels(issue, body),
        state=parts.state(issue),
        changes=changes(body),
        data=parts.facts(issue),
    )


def note_event(body: Mapping[str, Any], event_id: str, at: datetime) -> Event | Unsupported:
    """A comment on an issue or work item was written or edited; GitLab before 16.11 gives no action (gitlab.md §2.3).

    Raises:
        MalformedPayload: the note or its issue cannot be told.
    """
    written = required_section(body, "object_attributes")
    if text(written, "noteable_type") not in {"Issue", "WorkItem"}:
        return unsupported("note on", written.get("noteable_type"))
    if written.get("system") is True:
        return Unsupported("system note")
    issue = _issue_of(body)
    if issue is None:
        message = "issue is missing"
        raise MalformedPayload(message)
    project = parts.project_path(body)
    return Event(
        id=event_id,
        kind=EventKind.NOTE,
        action=word(written, "action", "create"),
        at=at,
        issue=parts.issue_ref(project, issue),
        project=project,
        actor=parts.actor(body),
        labels=parts.labels(issue, {}),
        state=parts.state(issue),
        note=_note(written, internal=_is_internal(body, written, issue)),
        data=parts.facts(issue),
    )


def emoji_event(body: Mapping[str, Any], event_id: str, at: datetime) -> Event | Unsupported:
    """Somebody gave an emoji to an issue or a comment on one, or took it back.

    Raises:
        MalformedPayload: the issue cannot be told.
    """
    issue = _issue_of(body)
    if issue is None:
        return Unsupported("emoji on something else than an issue")
    award = required_section(body, "object_attributes")
    project = parts.project_path(body)
    return Event(
        id=event_id,
        kind=EventKind.EMOJI,
        action=word(body, "event_type", "test"),
        at=at,
        issue=parts.issue_ref(project, issue),
        project=project,
        actor=parts.actor(body),
        labels=parts.labels(issue, {}),
        state=parts.state(issue),
        data=present(name=text(award, "name"), note_id=number(section(body, "note") or {}, "id")),
    )


def milestone_event(body: Mapping[str, Any], event_id: str, at: datetime) -> Event:
    """A milestone was created, closed or reopened; GitLab does not say by whom.

    Raises:
        MalformedPayload: the milestone is missing.
    """
    milestone = required_section(body, "object_attributes")
    names = ("title", "state", "due_date", "start_date")
    return Event(
        id=event_id,
        kind=EventKind.MILESTONE,
        action=word(body, "action", "test"),
        at=at,
        project=parts.project_path(body),
        actor=parts.actor(body),
        data=present(id=number(milestone, "id"), **{name: text(milestone, name) for name in names}),
    )


def member_event(body: Mapping[str, Any], event_id: str, at: datetime) -> Event | Unsupported:
    """Somebody's membership of a group changed. The body names the member, not who did it, so nobody is the actor."""
    name = text(body, "event_name") or ""
    if name not in _MEMBER_ACTIONS:
        return unsupported("member event", name)
    data = present(
        username=text(body, "user_username"),
        user_id=number(body, "user_id"),
        group=text(body, "group_path"),
        group_id=number(body, "group_id"),
        access=text(body, "group_access"),
        expires_at=text(body, "expires_at"),
    )
    return Event(id=event_id, kind=EventKind.MEMBER, action=_MEMBER_ACTIONS[name], at=at, data=data)


def _issue_of(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The issue that a note or emoji belongs to; gitlab.com puts it under ``work_item`` since 2025."""
    return section(body, "issue") or section(body, "work_item")


def _note(written: Mapping[str, Any], *, internal: bool) -> Note:
    identity, words = number(written, "id"), text(written, "note")
    if identity is None or words is None:
        message = "object_attributes is not a note"
        raise MalformedPayload(message)
    written_at = instant(text(written, "created_at") or "")
    return Note(id=identity, body=words, internal=internal, created_at=written_at)


def _is_internal(body: Mapping[str, Any], written: Mapping[str, Any], issue: Mapping[str, Any]) -> bool:
    """Whether only members see the note; versions before 2026 tell it by the type of event alone (gitlab.md §2.3)."""
    told = written.get("internal")
    if isinstance(told, bool):
        return told
    return body.get("event_type") == "confidential_note" and issue.get("confidential") is not True
