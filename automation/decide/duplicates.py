"""Two issues with one unique value: the first holds it, the other one is marked (rules.md ST-09, PC-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide.guard import Safe
from automation.decide.messages import tell
from automation.decide.owners import find_owners
from automation.decide.stages import workflow_of
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.desk import Desk

#: who marks
DUPLICATES = "duplicates"


def other_holder(desk: Desk) -> str | None:
    """The issue that holds the unique value of the one on `desk`, which gets the value where nobody holds it."""
    workflow = workflow_of(desk)
    if workflow.spec.unique_by is None:
        return None
    value = workflow.key_value(workflow.spec.unique_by.key, desk.fields)
    return desk.ask.holder(workflow.key, value, desk.draft.claimant) if value else None


def mark(desk: Desk, other: str) -> tuple[str, ...]:
    """Set the label and say which issue has the value already; gives the people who are told."""
    draft, spec, label = desk.draft, workflow_of(desk).spec, desk.rules.config.labels.duplicate
    at, unique = desk.acting(source=DUPLICATES), spec.unique_by
    draft.add_label(label, DUPLICATES)
    draft.because("Unique", Verdict.NO, f"{other} has the same {unique.key if unique else 'value'}")
    told = find_owners(at, (unique.tell if unique else None) or spec.owner).usernames
    tell(at, "duplicate-suspected", mention=told, of=Safe(other), duplicate_label=label)
    return told
