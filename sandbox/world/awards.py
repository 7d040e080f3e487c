"""Emoji on issues and notes (GitLab docs, api/emoji_reactions.md)."""

from __future__ import annotations

from sandbox import refuse
from sandbox.model import Access, Award, Issue, Note
from sandbox.world import access, events, lookup
from sandbox.world.state import Act


def of(act: Act, issue: Issue, note: Note | None = None) -> list[Award]:
    """Return the emoji of an issue itself, or of one of its notes."""
    note_id = note.id if note else None
    return [award for award in act.world.data.awards[issue.id] if award.note_id == note_id]


def give(act: Act, issue: Issue, name: str, note: Note | None = None) -> Award:
    """Give an emoji, once for each user and name.

    Raises:
        ApiError: 404 if the user gave it already, as GitLab answers then.
    """
    if any(award.name == name and award.user_id == act.user.id for award in of(act, issue, note)):
        refuse.not_found("Award Emoji Name has already been taken")
    award = Award(
        id=act.world.data.ids.take("award"),
        name=name,
        user_id=act.user.id,
        issue_id=issue.id,
        note_id=note.id if note else None,
        created_at=act.now,
    )
    act.world.data.awards[issue.id].append(award)
    events.emoji_event(act, award, "award")
    return award


def take_back(act: Act, issue: Issue, award_id: int, note: Note | None = None) -> None:
    """Remove an emoji of an issue itself, or of one of its notes.

    Raises:
        ApiError: 404, or 403 unless it is the user's own or they are Maintainer.
    """
    award = next((award for award in of(act, issue, note) if award.id == award_id), None)
    if award is None:
        refuse.not_found()
    project = lookup.project_of(act.world, issue)
    if award.user_id != act.user.id and access.level(act.world, act.user, project) < Access.MAINTAINER:
        refuse.forbidden()
    act.world.data.awards[issue.id].remove(award)
    events.emoji_event(act, award, "revoke")


def toggle(act: Act, issue: Issue, name: str) -> None:
    """Give an emoji, or take it back if the user gave it: what `/react` does."""
    mine = [award for award in of(act, issue) if award.name == name and award.user_id == act.user.id]
    if mine:
        take_back(act, issue, mine[0].id)
    else:
        give(act, issue, name)
