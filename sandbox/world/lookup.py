"""Finding things as GitLab's addresses name them, for the user who asks."""

from __future__ import annotations

from sandbox import refuse
from sandbox.model import Group, Issue, Note, Place, Project, User
from sandbox.world import access
from sandbox.world.state import Act, World

MOST_DIGITS = 18


def as_id(reference: str | int) -> int | None:
    """Return a reference that is a number as such, None for a name; what is too long for an id is no number."""
    text = str(reference)
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def user_by_name(world: World, username: str) -> User | None:
    """Return the user of that name in any case, or None."""
    user_id = world.data.usernames.get(username.lower())
    return None if user_id is None else world.data.users[user_id]


def user(act: Act, reference: str | int) -> User:
    """Return a user by id or username.

    Raises:
        ApiError: 404.
    """
    number = as_id(reference)
    found = user_by_name(act.world, str(reference)) if number is None else act.world.data.users.get(number)
    if found is None:
        refuse.not_found("User")
    return found


def project(act: Act, reference: str | int) -> Project:
    """Return a project by id or full path, if the user may see it.

    Raises:
        ApiError: 404.
    """
    data, number = act.world.data, as_id(reference)
    found = data.projects.get(data.project_paths.get(str(reference).lower(), 0) if number is None else number)
    if found is None:
        refuse.not_found("Project")
    access.need_sight(act, found)
    return found


def group(act: Act, reference: str | int) -> Group:
    """Return a group by id or full path, if the user may see it.

    Raises:
        ApiError: 404.
    """
    data, number = act.world.data, as_id(reference)
    found = data.groups.get(data.group_paths.get(str(reference).lower(), 0) if number is None else number)
    if found is None:
        refuse.not_found("Group")
    access.need_sight(act, found)
    return found


def place(act: Act, kind: str, reference: str | int) -> Place:
    """Return a "projects" or "groups" place.

    Raises:
        ApiError: 404.
    """
    return project(act, reference) if kind == "projects" else group(act, reference)


def issue(act: Act, project_ref: str | int, iid: int) -> Issue:
    """Return an issue of a project by its iid, if the user may see it.

    Raises:
        ApiError: 404.
    """
    found = project(act, project_ref)
    return issue_in(act, found, iid)


def issue_in(act: Act, within: Project, iid: int) -> Issue:
    """Return the issue `iid` of a project that the user sees.

    Raises:
        ApiError: 404, also where the issue is confidential to others.
    """
    issue_id = act.world.data.issue_iids[within.id].get(iid)
    if issue_id is None:
        refuse.not_found()
    found = act.world.data.issues[issue_id]
    if found.confidential and not access.can_see_confidential(act.world, act.user, found):
        refuse.not_found()
    return found


def note(act: Act, of: Issue, note_id: int) -> Note:
    """Return a note of an issue, if the user may see it.

    Raises:
        ApiError: 404.
    """
    found = act.world.data.notes.get(note_id)
    if found is None or found.issue_id != of.id or not access.can_see_note(act.world, act.user, found):
        refuse.not_found()
    return found


def project_of(world: World, of: Issue) -> Project:
    """Return the project that an issue lies in."""
    return world.data.projects[of.project_id]
