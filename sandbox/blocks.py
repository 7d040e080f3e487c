"""The parts of webhook bodies: issues, notes, people, labels, projects (GitLab docs, webhook_events.md)."""

from __future__ import annotations

from typing import Any

from sandbox.model import Issue, Label, Note, Project, User
from sandbox.stamps import day, instant
from sandbox.world import urls
from sandbox.world.state import World

Json = dict[str, Any]

VISIBILITY = {"private": 0, "internal": 10, "public": 20}
TYPES = {
    "issue": "Issue",
    "incident": "Incident",
    "test_case": "Test Case",
    "task": "Task",
    "requirement": "Requirement",
    "ticket": "Ticket",
}
STATE_IDS = {"opened": 1, "closed": 2}


def issue_attributes(world: World, issue: Issue) -> Json:
    """Return `object_attributes` of an issue without its action."""
    return {
        "author_id": issue.author_id,
        "closed_at": instant(issue.closed_at),
        "confidential": issue.confidential,
        "created_at": instant(issue.created_at),
        "description": issue.description,
        "discussion_locked": issue.discussion_locked,
        "due_date": day(issue.due_date),
        "id": issue.id,
        "iid": issue.iid,
        "last_edited_at": instant(issue.last_edited_at),
        "last_edited_by_id": issue.last_edited_by_id,
        "milestone_id": issue.milestone_id,
        "moved_to_id": issue.moved_to_id,
        "duplicated_to_id": issue.duplicated_to_id,
        "project_id": issue.project_id,
        "relative_position": issue.relative_position,
        "start_date": day(issue.start_date),
        "state_id": STATE_IDS[issue.state],
        "time_estimate": issue.time_estimate,
        "title": issue.title,
        "updated_at": instant(issue.updated_at),
        "updated_by_id": issue.updated_by_id,
        "weight": issue.weight,
        "health_status": None,
        "type": TYPES[issue.issue_type],
        "url": urls.issue(world, issue),
        "total_time_spent": issue.total_time_spent,
        "time_change": 0,
        "human_total_time_spent": None,
        "human_time_change": None,
        "human_time_estimate": None,
        "assignee_ids": list(issue.assignee_ids),
        "assignee_id": issue.assignee_ids[0] if issue.assignee_ids else None,
        "labels": label_list(world, issue.label_ids),
        "state": issue.state,
        "severity": "unknown",
        "customer_relations_contacts": [],
    }


def note_attributes(world: World, note: Note) -> Json:
    """Return `object_attributes` of a note without its action; `noteable_id` is the issue's global id."""
    return {
        "attachment": None,
        "author_id": note.author_id,
        "change_position": None,
        "commit_id": None,
        "created_at": instant(note.created_at),
        "discussion_id": note.discussion_id,
        "id": note.id,
        "internal": note.internal,
        "line_code": None,
        "note": note.body,
        "noteable_id": note.issue_id,
        "noteable_type": "Issue",
        "original_position": None,
        "position": None,
        "project_id": world.data.issues[note.issue_id].project_id,
        "resolved_at": None,
        "resolved_by_id": None,
        "resolved_by_push": None,
        "st_diff": None,
        "system": note.system,
        "type": "DiscussionNote" if note.in_thread else None,
        "updated_at": instant(note.updated_at),
        "updated_by_id": note.updated_by_id,
        "description": note.body,
        "url": urls.note(world, note),
    }


def person(user: User) -> Json:
    """Return a user as bodies name one; addresses are never told."""
    return {
        "id": user.id,
        "name": user.name,
        "username": user.username,
        "avatar_url": None,
        "email": "[REDACTED]",
    }


def people(world: World, user_ids: tuple[int, ...]) -> list[Json]:
    """Return users by id."""
    return [person(world.data.users[user_id]) for user_id in user_ids]


def label_list(world: World, label_ids: tuple[int, ...]) -> list[Json]:
    """Return labels by id."""
    return [label_block(world.data.labels[label_id]) for label_id in label_ids]


def label_block(label: Label) -> Json:
    """Return a label as bodies show it."""
    kind, place_id = label.place
    return {
        "id": label.id,
        "title": label.name,
        "color": label.color,
        "project_id": place_id if kind == "project" else None,
        "created_at": instant(label.created_at),
        "updated_at": instant(label.updated_at),
        "template": False,
        "description": label.description,
        "type": "ProjectLabel" if kind == "project" else "GroupLabel",
        "group_id": place_id if kind == "group" else None,
    }


def project_block(world: World, project: Project) -> Json:
    """Return a project as bodies show it."""
    web, ssh = urls.place(world, project), urls.ssh(world, project)
    return {
        "id": project.id,
        "name": project.name,
        "description": project.description,
        "web_url": web,
        "avatar_url": None,
        "git_ssh_url": ssh,
        "git_http_url": f"{web}.git",
        "namespace": world.data.groups[project.group_id].name,
        "visibility_level": VISIBILITY[project.visibility],
        "path_with_namespace": project.full_path,
        "default_branch": project.default_branch,
        "ci_config_path": "",
        "homepage": web,
        "url": ssh,
        "ssh_url": ssh,
        "http_url": f"{web}.git",
    }


def repository(world: World, project: Project) -> Json:
    """Return the short form of a project that ends most bodies."""
    return {
        "name": project.name,
        "url": urls.ssh(world, project),
        "description": project.description,
        "homepage": urls.place(world, project),
    }
