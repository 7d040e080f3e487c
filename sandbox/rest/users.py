"""GET /user, /users, status, token (GitLab docs, api/users.md, api/user_status.md, api/personal_access_tokens.md)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.rest import show
from sandbox.rest.context import CREATED, acting, the_world
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.stamps import day, instant
from sandbox.world import lookup, users

routes = Blueprint("users", __name__)
VERSION = {"version": "19.1.0-ee", "revision": "0000000000a"}
TOKEN_LIFE = timedelta(days=365)


@routes.get("/version")
def version() -> ResponseReturnValue:
    """Tell the version that the sandbox follows."""
    return VERSION


@routes.get("/metadata")
def metadata() -> ResponseReturnValue:
    """Tell the version and the edition."""
    return VERSION | {
        "enterprise": the_world().premium,
        "kas": {"enabled": False, "externalUrl": None, "version": None},
    }


@routes.get("/user")
def own() -> ResponseReturnValue:
    """Tell who the token is."""
    return show.own_user(acting())


@routes.get("/users")
def listed() -> ResponseReturnValue:
    """List users: one by name, or those whose name or username holds a word."""
    params, world = Params.of_request(), the_world()
    if "username" in params:
        found = lookup.user_by_name(world, params.text("username"))
        return page([found] if found else [], lambda user: show.user(world, user))
    word = params.text("search").lower()
    some = [user for user in world.data.users.values() if word in f"{user.username} {user.name}".lower()]
    return page(some[::-1], lambda user: show.user(world, user))


@routes.post("/users")
def created() -> ResponseReturnValue:
    """Create an account, as an administrator."""
    params = Params.of_request()
    params.need("username", "email", "name")
    if not acting().user.admin:
        refuse.forbidden()
    try:
        user = users.add(the_world(), params.text("username"), params.text("name"), params.text("email"))
    except ValueError:
        refuse.bad_request({"username": ["has already been taken"]})
    return show.user(the_world(), user), CREATED


@routes.get("/users/<int:user_id>")
def one(user_id: int) -> ResponseReturnValue:
    """Return a user."""
    user = lookup.user(acting(), user_id)
    return show.user(the_world(), user) | {"created_at": instant(user.created_at), "bio": "", "bot": False}


@routes.get("/users/<reference>/status")
def status(reference: str) -> ResponseReturnValue:
    """Return what a user, by id or name, says of themselves."""
    return show.status(the_world(), lookup.user(acting(), reference))


@routes.get("/user/status")
def own_status() -> ResponseReturnValue:
    """Return what the acting user says of themselves."""
    return show.status(the_world(), acting().user)


@routes.put("/user/status")
@routes.patch("/user/status")
def set_status() -> ResponseReturnValue:
    """Replace what the acting user says of themselves."""
    params, act = Params.of_request(), acting()
    users.set_status(
        act,
        emoji=params.text_or_none("emoji"),
        message=params.text("message"),
        availability=params.text("availability", "not_set"),
        clear_after=params.text_or_none("clear_status_after"),
    )
    return show.status(the_world(), lookup.user(act, act.user.id))


@routes.get("/personal_access_tokens/self")
def token() -> ResponseReturnValue:
    """Tell what the token may, and until when."""
    act = acting()
    made: dict[str, Any] = {"created_at": instant(act.user.created_at), "last_used_at": instant(act.now)}
    return made | {
        "id": act.user.id,
        "name": f"sandbox-{act.user.username}",
        "description": None,
        "revoked": False,
        "scopes": ["api", "self_rotate"],
        "user_id": act.user.id,
        "active": True,
        "expires_at": day((act.user.created_at + TOKEN_LIFE).date()),
    }
