"""The effect that takes another one back (design.md §6, undo). Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from automation.gitlab.comparing import folded
from automation.model.plan import UNSET, Effect, Invite, OpenIssue, RevokeInvitation, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot


def inverse(
    effect: Effect, before: Snapshot | None, result: Mapping[str, Any], *, found: bool = False
) -> Effect | None:
    """The effect that takes `effect` back.

    Notes, links, emoji, moves and messages stay: somebody may have read or used them.

    Args:
        effect: what was written.
        before: the issue before it; None where it is not known.
        result: what came of it, `Applied.result`.
        found: GitLab had it already, maybe from somebody else.

    Returns:
        None where nothing can take it back, or nothing changed.
    """
    match effect:
        case UpdateIssue() if before is not None:
            return _back_to(before, effect, result)
        case OpenIssue():
            return UpdateIssue(ref=IssueRef(result["project"], result["iid"]), state_event="close")
        case Invite() if not found:
            return RevokeInvitation(email=effect.email, group=effect.group, project=effect.project)
        case _:
            return None


def _back_to(before: Snapshot, effect: UpdateIssue, result: Mapping[str, Any]) -> UpdateIssue | None:
    """What leads from `effect` back to `before`; only fields that the effect names, and only where they differ."""
    after = frozenset(result["labels"])
    back = UpdateIssue(
        ref=effect.ref,
        add_labels=(effect.remove_labels & before.labels) - after,
        remove_labels=(effect.add_labels - before.labels) & after,
        assignees=_people(effect.assignees, before.assignees, result["assignees"]),
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


def _people(wanted: tuple[str, ...] | None, was: tuple[str, ...], after: Sequence[str]) -> tuple[str, ...] | None:
    """`after` without those whom the effect added, with those whom it took off; others came and went by people."""
    if wanted is None:
        return None
    kept = [name for name in after if name.casefold() not in folded(wanted) - folded(was)]
    lost = [name for name in was if name.casefold() not in folded(wanted) | folded(after)]
    return None if folded([*kept, *lost]) == folded(after) else (*kept, *lost)


def _turned(state_event: str | None, before: Snapshot) -> str | None:
    """``reopen`` for an issue that was open and got closed, ``close`` the other way round."""
    if state_event == "close" and before.is_open:
        return "reopen"
    return "close" if state_event == "reopen" and not before.is_open else None
