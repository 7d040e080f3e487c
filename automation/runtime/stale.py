"""Whether a plan that was stored, and of which nothing seems to be written, still fits the issue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from automation.gitlab.comparing import outstanding, shortfall, shown
from automation.gitlab.errors import Gone
from automation.model.plan import Notify, Send, StartSweep, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from automation.model.work import EffectRecord, EffectState, Run

#: what GitLab may leave out of a change: people without access, text that is a quick action, a milestone that went
_UNSURE = ("assignees", "description", "milestone")


def resumed(run: Run, read: Callable[[IssueRef], Snapshot]) -> Run | None:
    """`run`, which broke off, as it is to be carried on; None where it is to be thrown away and decided anew.

    It is thrown away when nothing of it was written and the issue has changed since: carried out now, its plan would
    take back what a person did meanwhile. The change of the issue comes first; where it is not there, nothing is. Where
    it is there, what a person took back of it since is not written again: it is found as written, and the next
    decision sees what is different.

    Args:
        run: as the store has it.
        read: reads an issue from GitLab, and may raise what GitLab raises.
    """
    first = next((item for item in run.effects if not isinstance(item.effect, Send | Notify | StartSweep)), None)
    if run.before is None or first is None or any(item.state is not EffectState.PLANNED for item in run.effects):
        return run
    if not isinstance(first.effect, UpdateIssue):
        return run
    try:
        now = read(first.effect.ref)
    except Gone:
        return None
    if _content(now) == _content(run.before):
        return run
    return _found(run, first, first.effect, now) if _shows(first.effect, run.before, now) else None


def _found(run: Run, first: EffectRecord, effect: UpdateIssue, now: Snapshot) -> Run:
    """`run` with `effect` found as written, where a person took something of it back."""
    if outstanding(_sure(effect), now) is None:
        return run
    written = replace(first, state=EffectState.FOUND, result=_taken_over(effect, now))
    return replace(run, effects=tuple(written if item is first else item for item in run.effects))


def _shows(effect: UpdateIssue, before: Snapshot, now: Snapshot) -> bool:
    """Whether `effect` was carried out between `before` and `now`: whether any part of it is there that tells.

    Any will do, since a person may have taken the rest back. A label that went tells least: with scoped labels it goes
    as soon as a person sets another one. Parts that GitLab may leave out tell only where there are no others.
    """
    strong = replace(_sure(effect), remove_labels=frozenset())
    nothing = UpdateIssue(ref=effect.ref)
    telling = next((part for part in (strong, _sure(effect)) if part != nothing), effect)
    return outstanding(telling, now) != outstanding(telling, before)


def _sure(effect: UpdateIssue) -> UpdateIssue:
    """What of `effect` GitLab takes over without fail."""
    return replace(effect, assignees=None, description=None, milestone=None)


def _taken_over(effect: UpdateIssue, now: Snapshot) -> dict[str, Any]:
    """What GitLab would have answered of the parts that it may have left out."""
    unsure = replace(UpdateIssue(ref=effect.ref), **{name: getattr(effect, name) for name in _UNSURE})
    missing = shortfall(unsure, now)
    facts = {name: value for name, value in shown(now).items() if name in _UNSURE}
    return {**facts, **({"shortfall": list(missing)} if missing else {})}


def _content(issue: Snapshot) -> Snapshot:
    """The issue without what moves by itself, as with each comment."""
    return replace(issue, updated_at=None)
