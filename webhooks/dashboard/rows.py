"""A run as one line of a list, the same wherever runs are listed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from automation.decide.compiled import Compiled
from automation.runtime.store import RunSummary
from webhooks.dashboard.links import issue_url, parsed
from webhooks.dashboard.veil import brief

#: kinds of effects in words: one, several
_KINDS: Final = {
    "UpdateIssue": ("update", "updates"),
    "PostNote": ("note", "notes"),
    "KeepNote": ("lasting note", "lasting notes"),
    "OpenIssue": ("issue opened", "issues opened"),
    "Invite": ("invitation", "invitations"),
    "LinkIssue": ("link", "links"),
    "React": ("reaction", "reactions"),
    "MoveIssue": ("move", "moves"),
    "Notify": ("channel told", "channels told"),
    "Send": ("message sent", "messages sent"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One run of a list; nothing of what its issue says."""

    id: str
    #: ``path#iid`` or ``intake:<workflow>``
    work_key: str
    #: the last part of the project and the number, for narrow places
    short: str
    #: path and number for links; None for an intake
    project: str | None
    iid: int | None
    #: where GitLab shows the issue
    url: str | None
    workflow: str | None
    #: UTC
    at: datetime
    state: str
    outcome: str
    actor: str | None
    rules: tuple[str, ...]
    #: for example ``2 notes``
    effects: tuple[str, ...]
    #: what failed, in brief; the run's own page says more
    error: str


def rows(summaries: Iterable[RunSummary], rules: Compiled) -> tuple[Row, ...]:
    """`summaries` as lines."""
    return tuple(_row(summary, rules) for summary in summaries)


def _row(summary: RunSummary, rules: Compiled) -> Row:
    ref = parsed(summary.work_key)
    return Row(
        id=summary.id,
        work_key=summary.work_key,
        short=summary.work_key.rpartition("/")[2],
        project=ref and ref.project,
        iid=ref and ref.iid,
        url=ref and issue_url(ref, rules),
        workflow=summary.workflow,
        at=summary.started_at,
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
