"""The world's things as the API shows them (GitLab docs, api/*.md; field order as there)."""

from __future__ import annotations

from typing import Any

from sandbox.model import Group, Invitation, Label, Member, Milestone, Place, Project, User
from sandbox.stamps import day, instant
from sandbox.world import urls, users
from sandbox.world.state import Act, World

Json = dict[str, Any]


def user(world: World, of: User) -> Json:
    """Return the short form that stands in other things."""
    return {
        "id": of.id,
        "username": of.username,
        "public_email": None,
        "name": of.name,
        "state": "active",
        "locked": False,
        "avatar_url": None,
        "web_url": urls.user(world, of),
    }


def user_by_id(world: World, user_id: int | None) -> Json | None:
    """Return the short form of a user by id; None stays None."""
    return None if user_id is None else user(world, world.data.users[user_id])


def own_user(act: Act) -> Json:
    """Return the acting user as `GET /user` does, with their address."""
    return user(act.world, act.user) | {
        "created_at": instant(act.user.created_at),
        "bio": "",
        "email": act.user.email,
        "commit_email": act.user.email,
        "bot": False,
        "external": False,
        "is_admin": act.user.admin,
        "can_create_group": True,
        "can_create_project": True,
        "two_factor_enabled": True,
    }


def status(world: World, of: User) -> Json:
    """Return what a user says of themselves."""
    current = users.current_status(world, of)
    return {
        "emoji": current.emoji,
        "message": current.message,
        "availability": current.availability,
        "message_html": current.message,
        "clear_status_at": instant(current.clear_status_at),
    }


def group(world: World, of: Group) -> Json:
    """Return a group."""
    return {
        "id": of.id,
        "web_url": urls.place(world, of),
        "name": of.name,
        "path": of.path,
        "description": of.description,
        "visibility": of.visibility,
        "full_name": of.full_path.replace("/", " / "),
        "full_path": of.full_path,
        "created_at": instant(of.created_at),
        "parent_id": of.parent_id,
        "avatar_url": None,
        "archived": False,
    }


def project(act: Act, of: Project) -> Json:
    """Return a project, with the acting user's access to it."""
    around = act.world.data.groups[of.group_id]
    address = f"{act.world.base_url}/api/v4/projects/{of.id}"
    return {
        "id": of.id,
        "description": of.description,
        "name": of.name,
        "name_with_namespace": f"{around.full_path.replace('/', ' / ')} / {of.name}",
        "path": of.path,
        "path_with_namespace": of.full_path,
        "created_at": instant(of.created_at),
        "default_branch": of.default_branch,
        "visibility": of.visibility,
        "archived": False,
        "ssh_url_to_repo": urls.ssh(act.world, of),
        "http_url_to_repo": f"{urls.place(act.world, of)}.git",
        "web_url": urls.place(act.world, of),
        "avatar_url": None,
        "issues_enabled": True,
        "issues_access_level": "enabled",
        "open_issues_count": act.world.data.open_counts[of.id],
        "namespace": {
            "id": around.id,
            "name": around.name,
            "path": around.path,
            "kind": "group",
            "full_path": around.full_path,
            "parent_id": around.parent_id,
            "web_url": urls.place(act.world, around),
        },
        "_links": {name: f"{address}{tail}" for name, tail in _PROJECT_LINKS.items()},
        "permissions": {
            "project_access": _access(act, of),
            "group_access": _access(act, around),
        },
    }


_PROJECT_LINKS = {"self": "", "issues": "/issues", "labels": "/labels", "members": "/members"}


def member(world: World, of: Member) -> Json:
    """Return a member: the user with level and end."""
    creator = world.data.users[of.created_by_id]
    return user(world, world.data.users[of.user_id]) | {
        "access_level": of.access_level,
        "created_at": instant(of.created_at),
        "created_by": user(world, creator),
        "expires_at": day(of.expires_at),
        "membership_state": "active",
    }


def invitation(world: World, of: Invitation) -> Json:
    """Return a pending invitation."""
    return {
        "id": of.id,
        "invite_email": of.email,
        "created_at": instant(of.created_at),
        "access_level": of.access_level,
        "expires_at": day(of.expires_at),
        "user_name": None,
        "created_by_name": world.data.users[of.created_by_id].name,
        "invite_token": None,
    }


def label(of: Label) -> Json:
    """Return a label as issues and events show it."""
    return {
        "id": of.id,
        "name": of.name,
        "description": of.description,
        "description_html": of.description or "",
        "text_color": "#FFFFFF",
        "color": of.color,
        "archived": False,
    }


def own_label(world: World, of: Label, *, counts: bool = False) -> Json:
    """Return a label as lists of labels show it; counting its issues is asked for by `with_counts`."""
    return {
        **label(of),
        **(_counts(world, of) if counts else {}),
        "subscribed": False,
        "priority": of.priority,
        "is_project_label": of.place[0] == "project",
    }


def milestone(world: World, of: Milestone | None) -> Json | None:
    """Return a milestone; None stays None."""
    if of is None:
        return None
    kind, place_id = of.place
    place: Place = world.data.projects[place_id] if kind == "project" else world.data.groups[place_id]
    today = world.clock.now().date()
    return {
        "id": of.id,
        "iid": of.iid,
        f"{kind}_id": place_id,
        "title": of.title,
        "description": of.description,
        "state": of.state,
        "created_at": instant(of.created_at),
        "updated_at": instant(of.updated_at),
        "due_date": day(of.due_date),
        "start_date": day(of.start_date),
        "expired": of.due_date is not None and of.due_date < today,
        "web_url": f"{urls.place(world, place)}/-/milestones/{of.iid}",
    }


def _counts(world: World, of: Label) -> Json:
    issues = [world.data.issues[issue_id] for issue_id in world.data.labelled[of.id]]
    closed = sum(issue.state == "closed" for issue in issues)
    return {
        "open_issues_count": len(issues) - closed,
        "closed_issues_count": closed,
        "open_merge_requests_count": 0,
    }


def _access(act: Act, place: Place) -> Json | None:
    own = act.world.data.members[place.key].get(act.user.id)
    return {"access_level": own.access_level, "notification_level": 3} if own else None
