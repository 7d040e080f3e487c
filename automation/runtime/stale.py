"""Whether a plan that was stored, and of which nothing seems to be written, still fits the issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from automation.gitlab.comparing import outstanding
from automation.gitlab.errors import Gone
from automation.model.plan import Notify, Send, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from automation.model.work import EffectState, Run


def is_stale(run: Run, read: Callable[[IssueRef], Snapshot]) -> bool:
    """Whether `run`, which broke off, is to be thrown away and decided anew on what GitLab shows now.

    That is so when nothing of it was written and the issue has changed since: carried out now, its plan would take back
    what a person did meanwhile. The change of the issue comes first; where it is not there, nothing is.

    Args:
        run: as the store has it.
        read: reads an issue from GitLab, and may raise what GitLab raises.
    """
    if run.before is None or any(record.state is not EffectState.PLANNED for record in run.effects):
        return False
    first = next((item.effect for item in run.effects if not isinstance(item.effect, Send | Notify)), None)
    if not isinstance(first, UpdateIssue):
        return False
    try:
        now = read(first.ref)
    except Gone:
        return True
    return _content(now) != _content(run.before) and not _is_written(first, run.before, now)


def _is_written(effect: UpdateIssue, before: Snapshot, now: Snapshot) -> bool:
    """Whether `effect` was carried out between `before` and `now`, by what GitLab takes over without fail.

    A person may do a part of it by chance, so all must be there; people and texts are left out because GitLab drops
    assignees without access and takes quick actions out of a description. Where there is nothing else, any part counts.
    """
    sure = replace(effect, assignees=None, description=None, milestone=None)
    if sure != UpdateIssue(ref=effect.ref):
        return outstanding(sure, now) is None
    return outstanding(effect, now) != outstanding(effect, before)


def _content(issue: Snapshot) -> Snapshot:
    """The issue without what moves by itself, as with each comment."""
    return replace(issue, updated_at=None)
