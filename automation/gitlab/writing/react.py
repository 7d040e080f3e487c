"""Emoji; GitLab itself keeps one from being given twice (api/emoji_reactions.md)."""

from __future__ import annotations

from automation.gitlab.errors import Missing
from automation.gitlab.port import Applied
from automation.gitlab.writing.site import Site, issue_path
from automation.model.plan import React

_TAKEN = "already been taken"


def react(site: Site, effect: React) -> Applied:
    """Gives the emoji, unless the bot gave it already."""
    on = () if effect.note_id is None else ("notes", effect.note_id)
    try:
        award = site.api.post(issue_path(effect.ref, *on, "award_emoji"), {"name": effect.emoji})
    except Missing as fault:
        # GitLab says 404 "Award Emoji Name has already been taken Not Found" to a second one
        if _TAKEN not in fault.said:
            raise
        return Applied(found=True)
    return Applied(result={"award_id": award["id"]})
