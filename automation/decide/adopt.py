"""Taking over an issue that was under way before Usher saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide.labels import in_scope, scope_of, value_of
from automation.decide.stages import workflow_of
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk
    from automation.decide.differences import Differences


def adopted_stage(desk: Desk, batch: Batch, found: Differences) -> str | None:
    """The stage that the issue is in already, if somebody who may has put it there; None for an issue to take in.

    An issue whose opening waits, or that Usher opened itself, is never taken over: its stage labels are its author's.
    """
    workflow = workflow_of(desk)
    shown = [label for label in found.before.labels if workflow.is_stage_label(label)]
    if batch.memory.seen is not None or batch.opening() is not None or len(shown) != 1:
        return None
    stage = value_of(shown[0])
    return stage if stage in workflow.stages and _trusted(desk, batch, shown[0], stage) else None


def disown(desk: Desk, batch: Batch, labels: frozenset[str]) -> frozenset[str]:
    """Drop those protected ones of the `labels` of an issue that is taken over that nobody who may has set; gives them.

    Whoever took the issue through its stages before Usher saw it had no right to them by that (rules.md G09).
    """
    dropped = {
        label
        for scope, by in workflow_of(desk).spec.protected_labels.items()
        for label in in_scope(labels, scope)
        if not desk.may(by, _setter(desk, batch, label))
    }
    desk.draft.labels -= dropped
    for label in sorted(dropped):
        desk.draft.because(f"Protected {scope_of(label)}", Verdict.NO, f"nobody who may is known to have set {label}")
    return frozenset(dropped)


def _trusted(desk: Desk, batch: Batch, label: str, stage: str) -> bool:
    """Whether who set `label` may lead an issue into `stage`."""
    allowed = [word for move in workflow_of(desk).spec.moves if stage in move.to for word in move.by]
    return desk.may(allowed, _setter(desk, batch, label))


def _setter(desk: Desk, batch: Batch, label: str) -> str | None:
    """Who set `label` last, by GitLab's history; None where nothing tells, unless the issue is the bot's own."""
    setters = [entry.user for entry in batch.history if entry.label == label and entry.action == "add"]
    if setters:
        return setters[-1]
    author = desk.draft.before.author
    return author if author == desk.bot.username else None
