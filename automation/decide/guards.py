"""What holds for every issue: confidentiality, strangers, protected labels, one of a scope (rules.md G08 to G18)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from automation.decide.actors import label_actor, steps
from automation.decide.labels import in_scope, scope_of
from automation.decide.messages import tell
from automation.model.decision import Verdict
from automation.model.events import EventKind
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk
    from automation.decide.differences import Differences

_LINK = re.compile(r"https?://", re.IGNORECASE)


def keep_confidential(desk: Desk, batch: Batch) -> None:
    """Hide an issue whose workflow is always confidential; a member who opened or switched it is told (G16, G18)."""
    draft, workflow = desk.draft, desk.workflow
    if workflow is None or workflow.spec.confidential != "always" or draft.confidential:
        return
    draft.confidential = True
    draft.because("Kept confidential", Verdict.YES, "the workflow is always confidential")
    teller = _who_showed(batch) or ("" if batch.memory.seen else draft.before.author)
    if teller and desk.is_member(teller):
        tell(desk.acting(actor=teller, source="confidentiality"), "made-confidential")


def _who_showed(batch: Batch) -> str | None:
    """Who opened the issue in public or switched confidentiality off."""
    for event in reversed(batch.foreign()):
        if event.kind is EventKind.ISSUE and (event.action == "open" or "confidential" in event.changes):
            return event.actor.username if event.actor else None
    return None


def suspend_stranger(desk: Desk) -> bool:
    """Set a stranger's issue aside: spam by its links, else unverified where it wants into a workflow (G17, G18)."""
    draft, names = desk.draft, desk.rules.config.labels
    if desk.is_member(draft.before.author):
        return False
    links = len(_LINK.findall(draft.description))
    if desk.workflow is None:
        if links < desk.rules.config.spam_links:
            return False
        draft.add_label(names.spam, "spam")
        draft.confidential = True
        draft.because("Suspected spam", Verdict.YES, f"the author is no member, and the text has {links} links")
    else:
        draft.add_label(names.outsider, "outsider")
        draft.add_label(names.triage, "outsider")
        author = f"the author {draft.before.author}".rstrip()
        draft.because("Unverified", Verdict.YES, f"{author} is no member")
    draft.remember(phase=Phase.SUSPENDED)
    return True


def released(desk: Desk, batch: Batch, found: Differences) -> bool:
    """Whether a member took off the label that sets the issue aside (G18); what others took off comes back."""
    names = desk.rules.config.labels
    taken = found.removed & {names.spam, names.outsider, names.duplicate}
    by = {label: label_actor(batch, label, added=False) for label in sorted(taken)}
    if any(username is not None and desk.is_member(username) for username in by.values()):
        return True
    desk.draft.labels |= taken
    return False


def protect_labels(desk: Desk, batch: Batch, found: Differences) -> None:
    """Put back what people without the role changed in a protected scope (G09)."""
    if desk.workflow is None:
        return
    for scope, by in desk.workflow.spec.protected_labels.items():
        kept = start = frozenset(in_scope(found.before.labels, scope))
        wrong = None
        for step in steps(batch, _named(batch, found, scope), start, frozenset(in_scope(found.now.labels, scope))):
            if desk.may(by, step.actor):
                kept = step.after
            else:
                wrong = step
        if wrong is not None:
            _put_back(desk, scope, sorted(kept), wrong.actor)


def _named(batch: Batch, found: Differences, scope: str) -> frozenset[str]:
    """Every label of `scope` that the events, the history or the issue name."""
    changes = [event.changes["labels"] for event in batch.foreign() if "labels" in event.changes]
    told = {label for change in changes for side in (change.previous, change.current) for label in side or ()}
    told |= {entry.label for entry in batch.history if entry.label} | found.before.labels | found.now.labels
    return frozenset(in_scope(told, scope))


def _put_back(desk: Desk, scope: str, before: list[str], actor: str | None) -> None:
    desk.draft.labels.difference_update(in_scope(desk.draft.labels, scope))
    desk.draft.labels.update(before)
    desk.draft.because(f"Protected {scope}", Verdict.NO, f"{actor or 'somebody'} may not change it; put back")
    tell(desk.acting(actor=actor or "", source="protected labels"), "label-reverted", scope=scope, kept=before)


def one_label_per_scope(desk: Desk, found: Differences) -> None:
    """Of several labels in one scope the newly set one stays (G08); stages have rules of their own."""
    labels = desk.draft.labels
    scopes = {scope for label in labels if (scope := scope_of(label))}
    for scope in sorted(scopes - {desk.workflow.scope if desk.workflow else None}):
        present = in_scope(labels, scope)
        if len(present) > 1:
            new = [label for label in present if label in found.added]
            keep = (new or present)[-1]
            labels.difference_update(set(present) - {keep})
            desk.draft.because(f"One {scope}:: label", Verdict.YES, f"{keep} stays, the newest")
