"""A run as one line of a list, the same wherever runs are listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from automation.runtime.store import RunSummary
from webhooks.dashboard.asked import Asked
from webhooks.dashboard.links import Subject, subject
from webhooks.dashboard.veil import brief

#: kinds of effects in words: one, several
_KINDS: Final = {
    "UpdateIssue": ("update", "updates"),
    "PostNote": ("note", "notes"),
    "KeepNote": ("lasting note", "lasting notes"),
    "EditNote": ("note edited", "notes edited"),
    "OpenIssue": ("issue opened", "issues opened"),
    "Invite": ("invitation", "invitations"),
    "RevokeInvitation": ("invitation withdrawn", "invitations withdrawn"),
    "LinkIssue": ("link", "links"),
    "React": ("reaction", "reactions"),
    "MoveIssue": ("move", "moves"),
    "Notify": ("channel told", "channels told"),
    "Send": ("message sent", "messages sent"),
    "StartSweep": ("sweep started", "sweeps started"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run of a list; nothing of what its issue says."""

    id: str
    subject: Subject
    workflow: str | None
    #: UTC
    at: datetime
    #: for example ``issue.update``, oldest first
    events: tuple[str, ...]
    state: str
    outcome: str
    actor: str | None
    rules: tuple[str, ...]
    #: for example ``2 notes``
    effects: tuple[str, ...]
    #: what failed, in brief; the run's own page says more
    error: str


def rows(summaries: Iterable[RunSummary], asked: Asked) -> tuple[Row, ...]:
    """`summaries` as lines. Raises `StoreUnavailable`."""
    return tuple(_row(summary, asked) for summary in summaries)


def _row(summary: RunSummary, asked: Asked) -> Row:
    return Row(
        id=summary.id,
        subject=subject(summary.work_key, asked.rules),
        workflow=summary.workflow,
        at=summary.started_at,
        events=asked.events(summary.id),
        state=summary.state.value,
        outcome=summary.outcome,
        actor=summary.actor,
        rules=summary.rules,
        effects=tuple(_counted(kind, number) for kind, number in sorted(summary.effects.items())),
        error=brief(summary.error),
    )


def _counted(kind: str, number: int) -> str:
    one, several = _KINDS[kind]
    return f"{number} {one if number == 1 else several}"
