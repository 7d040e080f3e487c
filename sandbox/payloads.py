"""The bodies of webhooks as gitlab.com sends them in 2026 (gitlab.md §2; GitLab docs, webhook_events.md)."""

from __future__ import annotations

from typing import Any

from sandbox import blocks
from sandbox.model import Award, Issue, Member, Milestone, Note, Place, Project, User
from sandbox.stamps import day, instant
from sandbox.world import urls
from sandbox.world.state import World

Json = dict[str, Any]

MEMBER_EVENTS = {"add": "user_add_to_group", "update": "user_update_for_group", "remove": "user_remove_from_group"}
ACCESS_NAMES = {
    5: "Minimal Access", 10: "Guest", 15: "Planner", 20: "Reporter", 30: "Developer", 40: "Maintainer", 50: "Owner",
}  # fmt: skip


def issue_event(world: World, user: User, issue: Issue, action: str | None, changes: Json) -> Json:
    """Return the body of an Issue Hook; without an action that of a test delivery."""
    kind = "issue" if issue.issue_type == "issue" else "work_item"
    project = world.data.projects[issue.project_id]
    attributes = blocks.issue_attributes(world, issue)
    body = {
        "object_kind": kind,
        "event_type": f"confidential_{kind}" if issue.confidential else kind,
        "user": blocks.person(user),
        "project": blocks.project_block(world, project),
        "object_attributes": {**attributes, "action": action} if action else attributes,
        "labels": attributes["labels"],
        "changes": changes,
        "repository": blocks.repository(world, project),
    }
    return body | _assignees(world, issue)


def note_event(world: World, user: User, note: Note, action: str | None) -> Json:
    """Return the body of a Note Hook; without an action that of a test delivery."""
    issue = world.data.issues[note.issue_id]
    project = world.data.projects[issue.project_id]
    confidential = note.internal or issue.confidential
    attributes = blocks.note_attributes(world, note)
    return {
        "object_kind": "note",
        "event_type": "confidential_note" if confidential else "note",
        "user": blocks.person(user),
        "project_id": project.id,
        "project": blocks.project_block(world, project),
        "object_attributes": {**attributes, "action": action} if action else attributes,
        "repository": blocks.repository(world, project),
        "issue": blocks.issue_attributes(world, issue),
    }


def emoji_event(world: World, user: User, award: Award, action: str) -> Json:
    """Return the body of an Emoji Hook; the object stands under `work_item`, as gitlab.com sends it."""
    issue = world.data.issues[award.issue_id]
    project = world.data.projects[issue.project_id]
    note = None if award.note_id is None else world.data.notes[award.note_id]
    body = {
        "object_kind": "emoji",
        "event_type": action,
        "user": blocks.person(user),
        "project_id": project.id,
        "project": blocks.project_block(world, project),
        "object_attributes": {
            "id": award.id,
            "user_id": award.user_id,
            "name": award.name,
            "awardable_type": "Note" if note else "Issue",
            "awardable_id": note.id if note else issue.id,
            "created_at": instant(award.created_at),
            "updated_at": instant(award.created_at),
            "awarded_on_url": urls.note(world, note) if note else urls.issue(world, issue),
            "action": action,
        },
        "work_item": blocks.issue_attributes(world, issue),
    }
    return body | ({"note": blocks.note_attributes(world, note)} if note else {})


def milestone_event(world: World, project: Project, milestone: Milestone, action: str) -> Json:
    """Return the body of a Milestone Hook; its action stands at the top."""
    attributes = {
        "id": milestone.id,
        "iid": milestone.iid,
        "title": milestone.title,
        "description": milestone.description,
        "state": milestone.state,
        "created_at": instant(milestone.created_at),
        "updated_at": instant(milestone.updated_at),
        "due_date": day(milestone.due_date),
        "start_date": day(milestone.start_date),
        "group_id": None,
        "project_id": project.id,
    }
    return {
        "object_kind": "milestone",
        "event_type": "milestone",
        "project": blocks.project_block(world, project),
        "object_attributes": attributes,
        "action": action,
    }


def member_event(world: World, group: Place, member: Member, action: str) -> Json:
    """Return the flat body of a Member Hook: action is add, update or remove."""
    user = world.data.users[member.user_id]
    return {
        "created_at": instant(member.created_at),
        "updated_at": instant(world.clock.now()),
        "group_name": group.name,
        "group_path": group.path,
        "group_id": group.id,
        "user_username": user.username,
        "user_name": user.name,
        "user_email": "[REDACTED]",
        "user_id": user.id,
        "group_access": ACCESS_NAMES[member.access_level],
        "group_plan": None,
        "expires_at": f"{member.expires_at}T00:00:00Z" if member.expires_at else None,
        "event_name": MEMBER_EVENTS[action],
    }


def _assignees(world: World, issue: Issue) -> Json:
    return {"assignees": blocks.people(world, issue.assignee_ids)} if issue.assignee_ids else {}
