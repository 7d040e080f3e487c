"""Invitations by address (GitLab docs, api/invitations.md; gitlab.md §3.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from sandbox import refuse
from sandbox.model import Invitation, Place, User
from sandbox.world import members
from sandbox.world.state import Act


def invite(
    act: Act, place: Place, emails: Iterable[str], users: Iterable[User], level: int, expires_at: date | None
) -> dict[str, Any]:
    """Invite addresses, and add accounts at once; return GitLab's hash, which also tells of failures.

    What can be done is done; each address or name that fails stands in `message` with its reason.

    Raises:
        ApiError: 403, 404, 400 for the whole request.
    """
    members.need_rights(act, place)
    members.check_level(act, place, level)
    failures: dict[str, str] = {}
    for email in emails:
        owner = next((user for user in act.world.data.users.values() if user.email.lower() == email.lower()), None)
        problem = _add(act, place, owner, level, expires_at) if owner else _invite(act, place, email, level, expires_at)
        failures |= {email: problem} if problem else {}
    for user in users:
        problem = _add(act, place, user, level, expires_at)
        failures |= {user.username: problem} if problem else {}
    return {"status": "error", "message": failures} if failures else {"status": "success"}


def pending(act: Act, place: Place, query: str | None = None) -> list[Invitation]:
    """Return open invitations, all or those of one address.

    Raises:
        ApiError: 403 or 404.
    """
    members.need_rights(act, place)
    found = act.world.data.invitations[place.key].values()
    return [one for one in found if query is None or one.email.lower() == query.lower()]


def update(act: Act, place: Place, email: str, changes: dict[str, Any]) -> Invitation:
    """Change level or end of an invitation.

    Raises:
        ApiError: 403 or 404.
    """
    invitation = _get(act, place, email)
    if "access_level" in changes:
        members.check_level(act, place, changes["access_level"])
    changed = replace(invitation, **changes)
    act.world.data.invitations[place.key][email.lower()] = changed
    return changed


def withdraw(act: Act, place: Place, email: str) -> None:
    """Take an invitation back.

    Raises:
        ApiError: 403 or 404.
    """
    _get(act, place, email)
    del act.world.data.invitations[place.key][email.lower()]


def _get(act: Act, place: Place, email: str) -> Invitation:
    members.need_rights(act, place)
    invitation = act.world.data.invitations[place.key].get(email.lower())
    if invitation is None:
        refuse.not_found()
    return invitation


def _add(act: Act, place: Place, user: User, level: int, expires_at: date | None) -> str | None:
    if user.id in act.world.data.members[place.key]:
        return "User already exists in source"
    if complaint := members.too_low(act, place, user, level):
        return f"Access level {complaint}"
    members.add(act, place, user, level, expires_at)
    return None


def _invite(act: Act, place: Place, email: str, level: int, expires_at: date | None) -> str | None:
    invitations = act.world.data.invitations[place.key]
    local, at, domain = email.partition("@")
    if not (local and at and "." in domain) or " " in email:
        return "Invite email is invalid"
    if email.lower() in invitations:
        return "Invite email has already been taken"
    invitations[email.lower()] = Invitation(
        id=act.world.data.ids.take("invitation"),
        email=email,
        access_level=level,
        created_at=act.now,
        created_by_id=act.user.id,
        expires_at=expires_at,
    )
    return None
