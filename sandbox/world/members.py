"""Direct members of projects and groups (GitLab docs, api/members.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sandbox import refuse
from sandbox.model import Access, Member, Place, Project, User
from sandbox.world import access, events
from sandbox.world.state import Act

LEVELS = frozenset(Access) - {Access.NONE}


def need_rights(act: Act, place: Place) -> None:
    """Refuse whoever may not manage members: Maintainer in projects, Owner in groups.

    Raises:
        ApiError: 403 or 404.
    """
    access.need(act, place, Access.MAINTAINER if isinstance(place, Project) else Access.OWNER)


def check_level(act: Act, place: Place, wanted: int) -> None:
    """Refuse an unknown level, or one above the giver's own.

    Raises:
        ApiError: 400 or 403.
    """
    if wanted not in LEVELS:
        refuse.invalid("access_level does not have a valid value")
    if wanted > access.level(act.world, act.user, place):
        refuse.forbidden()


def direct(act: Act, place: Place) -> list[Member]:
    """Return the direct members, in the order in which they came."""
    access.need_sight(act, place)
    return list(act.world.data.members[place.key].values())


def everyone(act: Act, place: Place) -> list[Member]:
    """Return direct and inherited members, each with the strongest membership."""
    access.need_sight(act, place)
    strongest: dict[int, Member] = {}
    for key in access.lineage_keys(act.world, place):
        for member in act.world.data.members[key].values():
            known = strongest.get(member.user_id)
            if known is None or known.access_level < member.access_level:
                strongest[member.user_id] = member
    return list(strongest.values())


def get(act: Act, place: Place, user_id: int, *, inherited: bool = False) -> Member:
    """Return one member.

    Raises:
        ApiError: 404.
    """
    access.need_sight(act, place)
    if inherited:
        member = next((one for one in everyone(act, place) if one.user_id == user_id), None)
    else:
        member = act.world.data.members[place.key].get(user_id)
    if member is None:
        refuse.not_found()
    return member


def too_low(act: Act, place: Place, user: User, level: int) -> str | None:
    """Return the complaint if a level lies below the one that the user inherits."""
    inherited = access.membership(act.world, user.id, place)
    if inherited is None or inherited.access_level <= level:
        return None
    return f"should be greater than or equal to {Access(inherited.access_level).name.title()} inherited membership"


def add(act: Act, place: Place, user: User, level: int, expires_at: date | None = None) -> Member:
    """Make somebody a member.

    Raises:
        ApiError: 403, 404, 400 (level below an inherited one), 409 (member already).
    """
    need_rights(act, place)
    check_level(act, place, level)
    if user.id in act.world.data.members[place.key]:
        refuse.conflict("Member already exists")
    if complaint := too_low(act, place, user, level):
        refuse.bad_request({"access_level": [complaint]})
    member = Member(
        user_id=user.id, access_level=level, created_at=act.now, created_by_id=act.user.id, expires_at=expires_at
    )
    act.world.data.members[place.key][user.id] = member
    events.member_event(act, place, member, "add")
    return member


def update(act: Act, place: Place, user_id: int, level: int, expires_at: date | None) -> Member:
    """Change a direct member's level and end.

    Raises:
        ApiError: 403 or 404.
    """
    need_rights(act, place)
    member = get(act, place, user_id)
    check_level(act, place, max(level, member.access_level) if level in LEVELS else level)
    changed = replace(member, access_level=level, expires_at=expires_at)
    act.world.data.members[place.key][user_id] = changed
    events.member_event(act, place, changed, "update")
    return changed


def remove(act: Act, place: Place, user_id: int) -> None:
    """Remove a direct member; everybody may leave.

    Raises:
        ApiError: 403 or 404.
    """
    if user_id != act.user.id:
        need_rights(act, place)
    member = get(act, place, user_id)
    del act.world.data.members[place.key][user_id]
    events.member_event(act, place, member, "remove")
