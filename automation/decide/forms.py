"""Intakes: a signed form asks for a new issue of a workflow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from automation.decide.batch import Batch
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.decide.draft import Draft
from automation.decide.lookups import LookUps
from automation.decide.newissue import new_issue
from automation.decide.templates import ConditionError
from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Event
from automation.model.plan import Effect, Plan
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot


def decide_intake(batch: Batch, rules: Compiled, ask: LookUps, now: datetime) -> Decision:
    """One new issue for each intake of `batch`."""
    effects: list[Effect] = []
    reasons: list[Reason] = []
    outcomes = {}
    for event in batch.events:
        outcomes[event.id] = _one(event, batch, rules, ask, now, effects, reasons)
    return Decision(
        outcome=next(iter(outcomes.values())), outcomes=outcomes, plan=Plan(tuple(effects)), reasons=tuple(reasons)
    )


def _one(
    event: Event,
    batch: Batch,
    rules: Compiled,
    ask: LookUps,
    now: datetime,
    effects: list[Effect],
    reasons: list[Reason],
) -> Outcome:
    workflow = rules.workflows.get(event.action)
    if workflow is None:
        reasons.append(Reason("Intake", Verdict.ERROR, f"there is no workflow {event.action!r} any more"))
        return Outcome.NO_PROGRAM
    nowhere = Snapshot(ref=IssueRef(workflow.project, 0), id=0, title="", author=batch.bot.username)
    desk = Desk(rules=rules, draft=Draft.new(nowhere, Memory(), batch.key), ask=ask, now=now, bot=batch.bot)
    fields = {name: str(value) for name, value in event.data.items()}
    other = _taken(workflow, fields, batch.key, ask)
    if other is not None:
        reasons.append(Reason(f"Open {workflow.key}", Verdict.NO, f"{other} has the same value already"))
        return Outcome.DUPLICATE
    try:
        effect, because = new_issue(desk, workflow, fields, claimant=batch.key, link_type=None)
    except ConditionError as fault:
        reasons.append(Reason(f"Open {workflow.key}", Verdict.ERROR, str(fault)))
        return Outcome.PROCESSED
    effects.append(effect)
    reasons.extend(because)
    return Outcome.PROCESSED


def _taken(workflow: CompiledWorkflow, fields: Mapping[str, str], claimant: str, ask: LookUps) -> str | None:
    """The issue that has the unique value of a form already, where the workflow refuses such forms."""
    unique = workflow.spec.unique_by
    if unique is None or unique.intake != "refuse":
        return None
    value = workflow.key_value(unique.key, fields)
    return ask.holder(workflow.key, value, claimant) if value else None
