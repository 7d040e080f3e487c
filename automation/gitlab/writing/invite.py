"""Invitations by email (api/invitations.md, gitlab.md §3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from automation.gitlab.connection import group_path, project_path
from automation.gitlab.errors import GiveUp, Missing
from automation.gitlab.faults import words_of
from automation.gitlab.port import Applied
from automation.gitlab.writing.site import Site
from automation.model.plan import Invite, RevokeInvitation

#: GitLab's words for somebody who is invited or a member; it says them with 201 Created
_THERE = ("already been taken", "already exists", "already a member", "already invited")
_NOT_OPEN = ("There is no open invitation any more: it was accepted, or somebody has withdrawn it.",)
_QUEUED = ("The invitation waits for an administrator's approval.",)


def invite(site: Site, effect: Invite, resuming: bool) -> Applied:
    """Invites the person, unless they are invited or a member already.

    Raises:
        GiveUp: GitLab does not invite this person; the words are GitLab's, without the address.
    """
    path = _path(effect)
    if resuming and _is_invited(site, path, effect.email):
        return Applied(found=True)
    try:
        answer = site.api.post(path, {"email": effect.email, "access_level": effect.access_level})
    except GiveUp as fault:
        if fault.status != HTTPStatus.CONFLICT:
            raise
        return Applied(found=True)
    return _read(answer)


def revoke(site: Site, effect: RevokeInvitation, resuming: bool) -> Applied:
    """Withdraws the invitation, unless it is not open any more; a membership that came of it stays."""
    try:
        site.api.delete(f"{_path(effect)}/{quote(effect.email, safe='')}")
    except Missing:
        return Applied(found=True, shortfall=() if resuming else _NOT_OPEN)
    return Applied()


def _read(answer: Mapping[str, Any]) -> Applied:
    """What the answer says; its status is 201 even where nobody was invited."""
    if answer.get("status") == "success":
        return Applied(shortfall=_QUEUED if answer.get("queued_users") else ())
    words = words_of(answer.get("message"))
    if any(sign in words for sign in _THERE):
        return Applied(found=True)
    message = f"GitLab does not send the invitation: {words}"
    raise GiveUp(message, status=HTTPStatus.CREATED, said=words)


def _is_invited(site: Site, path: str, email: str) -> bool:
    waiting = site.api.each(path, query=email)
    return any((row.get("invite_email") or "").casefold() == email.casefold() for row in waiting)


def _path(effect: Invite | RevokeInvitation) -> str:
    """Where people are invited to.

    Raises:
        GiveUp: the effect names neither a group nor a project.
    """
    if effect.group is not None:
        return group_path(effect.group, "invitations")
    if effect.project is not None:
        return project_path(effect.project, "invitations")
    message = "an invitation needs a group or a project"
    raise GiveUp(message)
