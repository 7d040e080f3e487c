"""Accounts and what they say of themselves (GitLab docs, api/users.md, api/user_status.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sandbox import refuse
from sandbox.model import Status, User
from sandbox.world.state import Act, World

AVAILABILITIES = ("not_set", "busy")
CLEAR_AFTER = {
    "30_minutes": timedelta(minutes=30),
    "3_hours": timedelta(hours=3),
    "8_hours": timedelta(hours=8),
    "1_day": timedelta(days=1),
    "3_days": timedelta(days=3),
    "7_days": timedelta(days=7),
    "30_days": timedelta(days=30),
}


def add(world: World, username: str, name: str = "", email: str = "", *, admin: bool = False) -> User:
    """Add an account; name and address are made from the username where they are missing.

    Raises:
        ValueError: the name is taken.
    """
    if username.lower() in world.data.usernames:
        message = f"username {username} is taken"
        raise ValueError(message)
    user = User(
        id=world.data.ids.take("user"),
        username=username,
        name=name or username.replace("-", " ").replace(".", " ").title(),
        email=email or f"{username}@example.com",
        created_at=world.clock.now(),
        admin=admin,
    )
    world.data.users[user.id] = user
    world.data.usernames[username.lower()] = user.id
    return user


def current_status(world: World, user: User) -> Status:
    """Return the user's status now: one with an end is empty after it."""
    ends = user.status.clear_status_at
    return Status() if ends and ends <= world.clock.now() else user.status


def set_status(
    act: Act,
    *,
    emoji: str | None = None,
    message: str = "",
    availability: str = "not_set",
    clear_after: str | None = None,
) -> Status:
    """Replace the acting user's own status; what is not said is emptied, as PUT /user/status does.

    Raises:
        ApiError: 400 for unknown values.
    """
    if availability not in AVAILABILITIES:
        refuse.invalid("availability does not have a valid value")
    if clear_after is not None and clear_after not in CLEAR_AFTER:
        refuse.invalid("clear_status_after does not have a valid value")
    ends: datetime | None = act.now + CLEAR_AFTER[clear_after] if clear_after else None
    status = Status(emoji=emoji or "speech_balloon", message=message, availability=availability, clear_status_at=ends)
    act.world.data.users[act.user.id] = replace(act.world.data.users[act.user.id], status=status)
    return status
