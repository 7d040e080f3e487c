"""Taking over an issue that was under way before Usher saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide.labels import value_of
from automation.decide.stages import workflow_of

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


def _trusted(desk: Desk, batch: Batch, label: str, stage: str) -> bool:
    """Whether who set `label` may lead an issue into `stage`; where nothing tells, the author must be a member."""
    setters = [entry.user for entry in batch.history if entry.label == label and entry.action == "add"]
    if not setters:
        return desk.is_member(desk.draft.before.author)
    allowed = [word for move in workflow_of(desk).spec.moves if stage in move.to for word in move.by]
    return desk.may(allowed, setters[-1])
