"""Watching due dates: due soon, breached, told once per stage entry (rules.md G19)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from automation.decide.clocks.instants import midnight, moved
from automation.decide.messages import tell
from automation.decide.owners import find_owners
from automation.model.decision import Verdict
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.desk import Desk


def watch(desk: Desk) -> datetime | None:
    """Set the service-level label that today calls for; gives the instant at which the next one may be due."""
    due = _watched(desk)
    if due is None:
        return None
    soon, names = desk.calendar.add_working_days(due, -1), desk.rules.config.labels
    if desk.today > due:
        _breach(desk, due)
        return None
    if desk.today >= soon:
        desk.draft.add_label(names.due_soon, _source(desk))
        desk.draft.because("Service level", Verdict.YES, f"due {due}, which is near")
        return midnight(moved(due, 1), desk.calendar)
    desk.draft.labels -= {names.due_soon, names.breached}
    return midnight(soon, desk.calendar)


def _watched(desk: Desk) -> date | None:
    """The due date to watch, None where nothing is watched now."""
    draft, workflow = desk.draft, desk.workflow
    if workflow is None or workflow.spec.service_level is None or draft.memory.phase is not Phase.ACTIVE:
        return None
    stage = workflow.stages.get(draft.memory.stage or "")
    held = desk.rules.config.labels.hold in draft.labels
    if stage is None or not stage.spec.service_level or draft.state != "opened" or held:
        return None
    return draft.due_date


def _breach(desk: Desk, due: date) -> None:
    key = f"sla-breach:{desk.draft.memory.entries}"
    desk.draft.add_label(desk.rules.config.labels.breached, _source(desk))
    desk.draft.because("Service level", Verdict.NO, f"was due {due}")
    if key in desk.draft.memory.fired:
        return
    level = desk.workflow.spec.service_level if desk.workflow else None
    escalated = find_owners(desk, level.escalate_to if level else None).usernames
    tell(desk.acting(source="service level"), "sla-breach", mention=("assignees", *escalated), due=due)
    desk.draft.remember(fired=desk.draft.memory.fired | {key})


def _source(desk: Desk) -> str:
    """Who sets the labels: a person who takes one off does so for this entry of the stage only."""
    return f"service level {desk.draft.memory.entries}"
