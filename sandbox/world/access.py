"""Who may see and do what (GitLab docs, user/permissions.md)."""

from __future__ import annotations

from collections.abc import Iterator

from sandbox import refuse
from sandbox.model import Access, Group, Issue, Member, Note, Place, PlaceKey, Project, User
from sandbox.world.state import Act, World


def lineage(world: World, place: Place) -> Iterator[Place]:
    """Yield the place and the groups around it, from the inside out."""
    yield place
    group_id = place.group_id if isinstance(place, Project) else place.parent_id
    while group_id is not None:
        group = world.data.groups[group_id]
        yield group
        group_id = group.parent_id


def lineage_keys(world: World, place: Place) -> list[PlaceKey]:
    """Return the keys of `lineage`."""
    return [around.key for around in lineage(world, place)]


def membership(world: World, user_id: int, place: Place) -> Member | None:
    """Return the user's strongest membership here or inherited; one that has expired no longer counts."""
    today = world.clock.now().date()
    found = (world.data.members[around.key].get(user_id) for around in lineage(world, place))
    current = [member for member in found if member and (member.expires_at is None or member.expires_at > today)]
    return max(current, key=lambda member: member.access_level, default=None)


def level(world: World, user: User, place: Place) -> int:
    """Return the user's access level at a place; an administrator counts as Owner."""
    if user.admin:
        return Access.OWNER
    member = membership(world, user.id, place)
    return member.access_level if member else Access.NONE


def can_see(world: World, user: User, place: Place) -> bool:
    """Whether the place exists for the user: public and internal ones do for everybody who has an account."""
    if place.visibility != "private" or level(world, user, place) >= Access.GUEST:
        return True
    return isinstance(place, Group) and _member_below(world, user, place)


def can_see_confidential(world: World, user: User, issue: Issue) -> bool:
    """Whether the user may read the issue if it is confidential: its author, its assignees, Planner and above."""
    if user.id == issue.author_id or user.id in issue.assignee_ids:
        return True
    return level(world, user, world.data.projects[issue.project_id]) >= Access.PLANNER


def can_see_issue(world: World, user: User, issue: Issue) -> bool:
    """Whether the issue exists for the user."""
    if not can_see(world, user, world.data.projects[issue.project_id]):
        return False
    return not issue.confidential or can_see_confidential(world, user, issue)


def can_see_note(world: World, user: User, note: Note) -> bool:
    """Whether the note exists for a user who sees its issue; internal ones need Planner, or are their author's."""
    if not note.internal or note.author_id == user.id:
        return True
    issue = world.data.issues[note.issue_id]
    return level(world, user, world.data.projects[issue.project_id]) >= Access.PLANNER


def can_set_metadata(act: Act, issue: Issue) -> bool:
    """Whether labels, assignees, dates and milestone of the issue are the user's to set."""
    return level(act.world, act.user, act.world.data.projects[issue.project_id]) >= Access.PLANNER


def can_edit(act: Act, issue: Issue) -> bool:
    """Whether title, description and state of the issue are the user's to change."""
    return act.user.id == issue.author_id or act.user.id in issue.assignee_ids or can_set_metadata(act, issue)


def need(act: Act, place: Place, wanted: int) -> None:
    """Refuse a user below the wanted level: as missing where the place is hidden from them.

    Raises:
        ApiError: 404 or 403.
    """
    need_sight(act, place)
    if level(act.world, act.user, place) < wanted:
        refuse.forbidden()


def need_sight(act: Act, place: Place) -> None:
    """Refuse a user from whom the place is hidden.

    Raises:
        ApiError: 404.
    """
    if not can_see(act.world, act.user, place):
        refuse.not_found(kind_of(place))


def kind_of(place: Place) -> str:
    """Return what GitLab calls a place when it says that it is not found."""
    return "Project" if isinstance(place, Project) else "Group"


def _member_below(world: World, user: User, group: Group) -> bool:
    below = f"{group.full_path}/"
    places: list[Place] = [*world.data.projects.values(), *world.data.groups.values()]
    return any(user.id in world.data.members[place.key] for place in places if place.full_path.startswith(below))
