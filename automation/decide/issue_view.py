"""The issue as expressions see it."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final

from automation.decide.guard import Safe
from automation.model.snapshot import Figures, Snapshot

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
        "due_date": draft.due_date,
        "milestone": draft.milestone,
        **lasting(before),
    }


def lasting(issue: Snapshot) -> dict[str, Any]:
    """What no decision changes of `issue`."""
    return {
        "author": issue.author,
        "project": issue.ref.project,
        "iid": issue.ref.iid,
        "ref": Safe(issue.ref),
        "url": issue.web_url,
        "type": issue.type,
        "created_at": issue.created_at,
        "updated_at": issue.updated_at,
        **{name: getattr(issue.figures, name) for name in _FIGURES},
    }


#: names of what no decision changes
LASTING: Final = frozenset({"author", "project", "iid", "ref", "url", "type", "created_at", "updated_at", *_FIGURES})
