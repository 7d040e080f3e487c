"""Editing the description in the middle of the work: what it lacks is asked for, and the stage stays (design.md §6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide.completeness import ask_for, lack_of, stop_asking
from automation.decide.duplicates import DUPLICATES, mark
from automation.decide.newissue import claim_value
from automation.decide.stages import workflow_of

if TYPE_CHECKING:
    from automation.decide.desk import Desk
    from automation.decide.differences import Differences


def recheck(desk: Desk, found: Differences) -> None:
    """Hold the fields of an issue in its workflow against their rules again, where its description was edited."""
    if found.description:
        _fields(desk, found)
        _unique(desk, found)


def _fields(desk: Desk, found: Differences) -> None:
    """A closed issue is asked for nothing; what was asked for and is there now is not asked for any longer."""
    workflow = workflow_of(desk)
    lack = lack_of(workflow, desk.fields)
    if lack and desk.draft.state == "opened":
        ask_for(desk, lack)
    elif not lack and lack_of(workflow, workflow.fields_of(found.before.description)):
        stop_asking(desk)


def _unique(desk: Desk, found: Differences) -> None:
    """Mark an issue whose unique value became another issue's, once; a value of its own takes the mark away."""
    workflow, label = workflow_of(desk), desk.rules.config.labels.duplicate
    unique = workflow.spec.unique_by
    texts = (found.before.description, found.now.description)
    if unique is None or len({workflow.key_value(unique.key, workflow.fields_of(text)) for text in texts}) == 1:
        return
    value = claim_value(desk)
    other = desk.ask.holder(workflow.key, value, desk.draft.claimant) if value else None
    if other is not None:
        mark(desk, other)
    elif desk.draft.memory.given.get(f"label:{label}") == DUPLICATES:
        desk.draft.labels.discard(label)
