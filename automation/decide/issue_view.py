"""The issue as expressions see it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from automation.decide.guard import Safe
from automation.model.snapshot import Figures

if TYPE_CHECKING:
    from automation.decide.desk import Desk

_FIGURES: Final = tuple(figure.name for figure in fields(Figures))


def issue_view(desk: Desk) -> dict[str, Any]:
    """The issue as it stands in the draft."""
    draft, before = desk.draft, desk.draft.before
    return {
        "title": draft.title,
        "description": draft.description,
        "state": draft.state,
        "is_open": draft.state == "opened",
        "confidential": draft.confidential,
        "labels": frozenset(draft.labels),
        "assignees": tuple(draft.assignees),
        "author": before.author,
        "due_date": draft.due_date,
        "milestone": draft.milestone,
        "project": before.ref.project,
        "iid": before.ref.iid,
        "ref": Safe(before.ref),
        "url": before.web_url,
        "type": before.type,
        "created_at": before.created_at,
        "updated_at": before.updated_at,
        **{name: getattr(before.figures, name) for name in _FIGURES},
    }
