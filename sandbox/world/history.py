"""Resource events: who set which label, state or milestone, and when (GitLab docs, api/resource_label_events.md)."""

from __future__ import annotations

from collections.abc import Iterable

from sandbox.model import HistoryEvent, Issue
from sandbox.world.state import Act


def record(act: Act, issue: Issue, kind: str, action: str, subject_id: int | None = None) -> None:
    """Add one event of the acting user, now."""
    event = HistoryEvent(
        id=act.world.data.ids.take(f"{kind} event"),
        kind=kind,
        issue_id=issue.id,
        user_id=act.user.id,
        created_at=act.now,
        action=action,
        subject_id=subject_id,
    )
    act.world.data.history[issue.id].append(event)


def record_labels(act: Act, issue: Issue, before: Iterable[int], after: Iterable[int]) -> None:
    """Add one event for each label that came or went."""
    old, new = tuple(before), tuple(after)
    for label_id in new:
        if label_id not in old:
            record(act, issue, "label", "add", label_id)
    for label_id in old:
        if label_id not in new:
            record(act, issue, "label", "remove", label_id)


def record_milestone(act: Act, issue: Issue, before: int | None, after: int | None) -> None:
    """Add the events of a milestone that was changed."""
    if before != after and before is not None:
        record(act, issue, "milestone", "remove", before)
    if before != after and after is not None:
        record(act, issue, "milestone", "add", after)
