"""Who the visitor acts as: the person of a cookie, else somebody who has work here."""

from __future__ import annotations

from flask import request

from sandbox.model import User
from sandbox.world import lookup
from sandbox.world.state import Act, World

COOKIE = "sandbox_user"


def act(world: World) -> Act | None:
    """Return an act of the visitor at the present instant; None while the world has no users."""
    person = lookup.user_by_name(world, request.cookies.get(COOKIE, "")) or first_person(world)
    return world.act(person.username) if person else None


def first_person(world: World) -> User | None:
    """Return the first direct member of a project who is no administrator, else the first user."""
    members = {user_id for project in world.data.projects.values() for user_id in world.data.members[project.key]}
    users = list(world.data.users.values())
    return next((user for user in users if user.id in members and not user.admin), users[0] if users else None)
