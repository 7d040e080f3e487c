"""What happened, told to the hooks that listen. A body is only built when somebody does."""

from __future__ import annotations

from typing import Any

from sandbox import blocks, payloads
from sandbox.model import Award, Group, Issue, Member, Milestone, Note, Place, Project
from sandbox.stamps import day, instant
from sandbox.world import hooks
from sandbox.world.state import Act, World

Changes = dict[str, dict[str, Any]]

FIRST_KNOWN = ("author_id", "created_at", "description", "id", "iid", "project_id", "title", "updated_at")
"""The columns that `changes` shows on `open`: labels, assignees and milestone are not among them (gitlab.md §2.2)."""


def issue_opened(act: Act, issue: Issue) -> None:
    """Tell of a new issue."""
    columns = _columns(issue)
    changes: Changes = {name: _change(None, columns[name]) for name in FIRST_KNOWN}
    if issue.confidential:
        changes["confidential"] = _change(False, True)
    issue_event(act, issue, "open", changes)


def issue_changed(act: Act, before: Issue, after: Issue, action: str) -> None:
    """Tell of an update, close or reopen with all columns that differ; an update may differ in nothing."""
    old, new = _columns(before), _columns(after)
    changes = {name: _change(old[name], new[name]) for name in old if old[name] != new[name]}
    if before.label_ids != after.label_ids:
        changes["labels"] = _change(
            blocks.label_list(act.world, before.label_ids), blocks.label_list(act.world, after.label_ids)
        )
    if before.assignee_ids != after.assignee_ids:
        changes["assignees"] = _change(
            blocks.people(act.world, before.assignee_ids), blocks.people(act.world, after.assignee_ids)
        )
    issue_event(act, after, action, changes)


def issue_event(act: Act, issue: Issue, action: str | None, changes: Changes) -> None:
    """Tell of an issue; its confidentiality now decides which hooks hear of it (gitlab.md §2.1)."""
    trigger = issue_trigger(issue)
    place = act.world.data.projects[issue.project_id]
    if listeners := hooks.listening(act.world, place, trigger):
        body = payloads.issue_event(act.world, act.user, issue, action, changes)
        hooks.fire(act, place, listeners, trigger, body)


def note_event(act: Act, note: Note, action: str) -> None:
    """Tell of a comment that was made ("create") or edited ("update")."""
    trigger = note_trigger(act.world, note)
    place = act.world.data.projects[act.world.data.issues[note.issue_id].project_id]
    if listeners := hooks.listening(act.world, place, trigger):
        hooks.fire(act, place, listeners, trigger, payloads.note_event(act.world, act.user, note, action))


def emoji_event(act: Act, award: Award, action: str) -> None:
    """Tell of an emoji that was given ("award") or taken back ("revoke")."""
    place = act.world.data.projects[act.world.data.issues[award.issue_id].project_id]
    if listeners := hooks.listening(act.world, place, "emoji_events"):
        hooks.fire(act, place, listeners, "emoji_events", payloads.emoji_event(act.world, act.user, award, action))


def milestone_event(act: Act, place: Place, milestone: Milestone, action: str) -> None:
    """Tell of a project's milestone: create, close or reopen."""
    if isinstance(place, Project) and (listeners := hooks.listening(act.world, place, "milestone_events")):
        body = payloads.milestone_event(act.world, place, milestone, action)
        hooks.fire(act, place, listeners, "milestone_events", body)


def member_event(act: Act, place: Place, member: Member, action: str) -> None:
    """Tell of a group's member: add, update or remove. Projects tell of none (gitlab.md §2.4)."""
    if isinstance(place, Group) and (listeners := hooks.listening(act.world, place, "member_events")):
        body = payloads.member_event(act.world, place, member, action)
        hooks.fire(act, place, listeners, "member_events", body)


def issue_trigger(issue: Issue) -> str:
    """Return the trigger that an event of the issue has."""
    return "confidential_issues_events" if issue.confidential else "issues_events"


def note_trigger(world: World, note: Note) -> str:
    """Return the trigger of a note: internal ones and all on confidential issues are confidential (gitlab.md §2.3)."""
    confidential = note.internal or world.data.issues[note.issue_id].confidential
    return "confidential_note_events" if confidential else "note_events"


def _change(previous: Any, current: Any) -> dict[str, Any]:
    return {"previous": previous, "current": current}


def _columns(issue: Issue) -> dict[str, Any]:
    return {
        "author_id": issue.author_id,
        "closed_at": instant(issue.closed_at),
        "confidential": issue.confidential,
        "created_at": instant(issue.created_at),
        "description": issue.description,
        "discussion_locked": issue.discussion_locked,
        "due_date": day(issue.due_date),
        "duplicated_to_id": issue.duplicated_to_id,
        "id": issue.id,
        "iid": issue.iid,
        "last_edited_at": instant(issue.last_edited_at),
        "last_edited_by_id": issue.last_edited_by_id,
        "milestone_id": issue.milestone_id,
        "moved_to_id": issue.moved_to_id,
        "project_id": issue.project_id,
        "relative_position": issue.relative_position,
        "start_date": day(issue.start_date),
        "state_id": blocks.STATE_IDS[issue.state],
        "time_estimate": issue.time_estimate,
        "title": issue.title,
        "total_time_spent": issue.total_time_spent,
        "type": blocks.TYPES[issue.issue_type],
        "updated_at": instant(issue.updated_at),
        "updated_by_id": issue.updated_by_id,
        "weight": issue.weight,
    }
