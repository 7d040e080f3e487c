"""Entering and leaving stages: one label, owner, due date, open or closed, and the actions of both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.config.workflow import DateField, Due
from automation.decide.dates import as_date
from automation.decide.draft import Trigger
from automation.decide.due import KEEP, DueFault
from automation.decide.due_text import due_day
from automation.decide.owners import choose_owners
from automation.decide.perform import perform
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledStage, CompiledWorkflow
    from automation.decide.desk import Desk


def workflow_of(desk: Desk) -> CompiledWorkflow:
    """The workflow on `desk`, where there must be one."""
    if desk.workflow is None:
        message = "this step needs a workflow"
        raise LookupError(message)
    return desk.workflow


def enter(desk: Desk, name: str) -> None:
    """Move the issue to the stage `name` and do what leaving the one and entering the other ask for, once."""
    workflow, draft = workflow_of(desk), desk.draft
    start, stage = draft.memory.stage, workflow.stages[name]
    at = desk.acting(from_stage=start or "")
    if start is not None and start in workflow.stages:
        perform(at.acting(source=f"leaving {start}"), workflow.stages[start].on_exit)
        draft.triggers.append(Trigger("stage.left", start, desk.actor))
    _show(at, workflow, stage)
    _note_entry(at, stage, start)
    set_due(at, stage.spec.due)
    hand_over(at, stage)
    draft.because(f"Stage {name}", Verdict.YES, f"from {start}" if start else "first stage")
    perform(at.acting(source=f"entering {name}"), stage.on_enter)
    draft.triggers.append(Trigger("stage.entered", name, desk.actor, {"from": start or ""}))


def _show(desk: Desk, workflow: CompiledWorkflow, stage: CompiledStage) -> None:
    """One label of the scope; open or closed as the stage says; service-level labels are cleared (G19)."""
    draft, names = desk.draft, desk.rules.config.labels
    if workflow.scope is not None:
        draft.labels = {label for label in draft.labels if not workflow.is_stage_label(label)}
        draft.labels.add(workflow.stage_label(stage.name))
    if workflow.spec.service_level is not None:
        draft.labels -= {names.due_soon, names.breached}
    draft.state = "closed" if stage.spec.closed else "opened"


def _note_entry(desk: Desk, stage: CompiledStage, start: str | None) -> None:
    memory = desk.draft.memory
    desk.draft.entered.append(stage.name)
    desk.draft.passed.append(stage.name)
    desk.draft.remember(
        stage=stage.name,
        stage_since=desk.now,
        entries=memory.entries + 1,
        held_from=start if stage.spec.holds else None,
    )


def set_due(desk: Desk, due: Due) -> None:
    """Set the due date of the draft as `due` says, counted from today; a text that gives none leaves it."""
    named = as_date(desk.fields.get(due.field, "")) if isinstance(due, DateField) else None
    try:
        found = named or due_day(desk, due.otherwise if isinstance(due, DateField) else due)
    except (ConditionError, DueFault) as fault:
        desk.draft.because("Due date", Verdict.ERROR, str(fault))
        return
    if found is not KEEP:
        desk.draft.due_date = found


def hand_over(desk: Desk, stage: CompiledStage) -> None:
    """Give the issue to the owner of the stage, where it names one and somebody is found."""
    if stage.spec.owner is None:
        return
    try:
        choice = choose_owners(desk, stage.spec.owner)
    except ConditionError as fault:
        desk.draft.because(f"Owner of {stage.name}", Verdict.ERROR, str(fault))
        return
    if choice.usernames:
        desk.draft.own(choice.usernames, f"stage {stage.name}")
    desk.draft.because(f"Owner of {stage.name}", Verdict.YES if choice.usernames else Verdict.NO, choice.words)
