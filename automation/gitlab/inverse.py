"""The effect that takes another one back (design.md §6, undo). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from automation.gitlab.comparing import same_people
from automation.model.plan import UNSET, Effect, OpenIssue, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot


def inverse(effect: Effect, before: Snapshot | None, result: Mapping[str, Any]) -> Effect | None:
    """The effect that takes `effect` back.

    Notes, invitations, links, emoji, moves and messages stay: somebody may have read or used them.

    Args:
        effect: what was written.
        before: the issue before it; None where it is not known.
        result: what came of it, `Applied.result`.

    Returns:
        None where nothing can take it back, or nothing changed.
    """
    match effect:
        case UpdateIssue() if before is not None:
            return _back_to(before, effect, result)
        case OpenIssue():
            return UpdateIssue(ref=IssueRef(result["project"], result["iid"]), state_event="close")
        case _:
            return None


def _back_to(before: Snapshot, effect: UpdateIssue, result: Mapping[str, Any]) -> UpdateIssue | None:
    """What leads from `effect` back to `before`; only fields that the effect names, and only where they differ."""
    after = frozenset(result["labels"])
    back = UpdateIssue(
        ref=effect.ref,
        add_labels=(effect.remove_labels & before.labels) - after,
        remove_labels=(effect.add_labels - before.labels) & after,
        assignees=_people(effect.assignees, before.assignees),
        state_event=_turned(effect.state_event, before),
        confidential=_changed(effect.confidential, before.confidential),
        due_date=UNSET if effect.due_date in (UNSET, before.due_date) else before.due_date,
        title=_changed(effect.title, before.title),
        milestone=_changed(effect.milestone, before.milestone or ""),
        locked=_changed(effect.locked, before.locked),
        description=_changed(effect.description, before.description),
    )
    return None if back == UpdateIssue(ref=effect.ref) else back


def _changed(wanted: Any, was: Any) -> Any:
    """What it `was`, where the effect named a value and another one."""
    return None if wanted is None or wanted == was else was


def _people(wanted: tuple[str, ...] | None, was: tuple[str, ...]) -> tuple[str, ...] | None:
    return None if wanted is None or same_people(wanted, was) else was


def _turned(state_event: str | None, before: Snapshot) -> str | None:
    """``reopen`` for an issue that was open and got closed, ``close`` the other way round."""
    if state_event == "close" and before.is_open:
        return "reopen"
    return "close" if state_event == "reopen" and not before.is_open else None
