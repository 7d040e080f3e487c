"""Members and invitations of projects and groups (GitLab docs, api/members.md, api/invitations.md)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import Member, User
from sandbox.rest import show
from sandbox.rest.context import CREATED, NO_CONTENT, acting, place, the_world
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.world import invitations, lookup, members

routes = Blueprint("members", __name__)
AT = "/<any(projects, groups):kind>/<reference>"


@routes.get(f"{AT}/members")
def direct(kind: str, reference: str) -> ResponseReturnValue:
    """List the direct members."""
    return _listed(members.direct(acting(), place(kind, reference)))


@routes.get(f"{AT}/members/all")
def everyone(kind: str, reference: str) -> ResponseReturnValue:
    """List direct and inherited members."""
    return _listed(members.everyone(acting(), place(kind, reference)))


@routes.get("/projects/<reference>/users")
def users_of_project(reference: str) -> ResponseReturnValue:
    """List the members of a project, direct and inherited, as plain users."""
    found, data = members.everyone(acting(), place("projects", reference)), the_world().data
    return page(found, lambda member: show.user(the_world(), data.users[member.user_id]))


@routes.get(f"{AT}/members/<int:user_id>")
def one(kind: str, reference: str, user_id: int) -> ResponseReturnValue:
    """Return a direct member."""
    return show.member(the_world(), members.get(acting(), place(kind, reference), user_id))


@routes.get(f"{AT}/members/all/<int:user_id>")
def one_of_all(kind: str, reference: str, user_id: int) -> ResponseReturnValue:
    """Return a direct or inherited member."""
    return show.member(the_world(), members.get(acting(), place(kind, reference), user_id, inherited=True))


@routes.post(f"{AT}/members")
def add(kind: str, reference: str) -> ResponseReturnValue:
    """Make somebody a member."""
    params, act, where = Params.of_request(), acting(), place(kind, reference)
    params.need("access_level")
    user = _user(params)
    member = members.add(act, where, user, params.number("access_level"), params.day("expires_at"))
    return show.member(act.world, member), CREATED


@routes.put(f"{AT}/members/<int:user_id>")
def update(kind: str, reference: str, user_id: int) -> ResponseReturnValue:
    """Change a direct member."""
    params, act, where = Params.of_request(), acting(), place(kind, reference)
    params.need("access_level")
    level, ends = params.number("access_level"), params.day("expires_at")
    return show.member(act.world, members.update(act, where, user_id, level, ends))


@routes.delete(f"{AT}/members/<int:user_id>")
def remove(kind: str, reference: str, user_id: int) -> ResponseReturnValue:
    """Remove a direct member."""
    members.remove(acting(), place(kind, reference), user_id)
    return NO_CONTENT


@routes.get(f"{AT}/invitations")
def pending(kind: str, reference: str) -> ResponseReturnValue:
    """List open invitations."""
    found = invitations.pending(acting(), place(kind, reference), Params.of_request().text_or_none("query"))
    return page(found, lambda one: show.invitation(the_world(), one))


@routes.post(f"{AT}/invitations")
def invite(kind: str, reference: str) -> ResponseReturnValue:
    """Invite addresses or add accounts; 201 also where that failed (gitlab.md §3.4)."""
    params, act, where = Params.of_request(), acting(), place(kind, reference)
    params.need("access_level")
    emails, users = params.names_in("email"), [lookup.user(act, number) for number in params.numbers("user_id")]
    if not emails and not users:
        refuse.invalid("email, user_id are missing, exactly one parameter must be provided")
    level, ends = params.number("access_level"), params.day("expires_at")
    return invitations.invite(act, where, emails, users, level, ends), CREATED


@routes.put(f"{AT}/invitations/<email>")
def change(kind: str, reference: str, email: str) -> ResponseReturnValue:
    """Change an open invitation."""
    params, where = Params.of_request(), place(kind, reference)
    params.need_any(("access_level", "expires_at"))
    changes: dict[str, Any] = {}
    if "access_level" in params:
        changes["access_level"] = params.number("access_level")
    if "expires_at" in params:
        changes["expires_at"] = params.day("expires_at")
    return show.invitation(the_world(), invitations.update(acting(), where, email, changes))


@routes.delete(f"{AT}/invitations/<email>")
def withdraw(kind: str, reference: str, email: str) -> ResponseReturnValue:
    """Take an invitation back."""
    invitations.withdraw(acting(), place(kind, reference), email)
    return NO_CONTENT


def _user(params: Params) -> User:
    if "user_id" not in params and "username" not in params:
        refuse.invalid("user_id, username are missing, exactly one parameter must be provided")
    return lookup.user(acting(), params.text("user_id") or params.text("username"))


def _listed(found: Sequence[Member]) -> ResponseReturnValue:
    params, world = Params.of_request(), the_world()
    word, ids = params.text("query").lower(), set(params.numbers("user_ids"))
    users = world.data.users
    shown = [
        member
        for member in found
        if word in f"{users[member.user_id].username} {users[member.user_id].name}".lower()
        and (not ids or member.user_id in ids)
    ]
    return page(shown, lambda member: show.member(world, member))
