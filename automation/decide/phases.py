"""What is done with an issue, by where it stands towards its workflow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.decide import budgets, guards, quotas
from automation.decide.actors import Turn, newest_actor, turns
from automation.decide.adopt import adopted_stage, disown
from automation.decide.closing import closed_by_hand, reopened_by_hand
from automation.decide.differences import reversals
from automation.decide.draft import Trigger
from automation.decide.happenings import raise_triggers
from automation.decide.intake import begin, strip
from automation.decide.recheck import recheck
from automation.decide.remarks import hear, pass_over
from automation.decide.rules import run_rules
from automation.decide.stage_moves import derive, follow, refuse_early
from automation.model.decision import Outcome, Verdict
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk
    from automation.decide.differences import Differences


def work(desk: Desk, batch: Batch, found: Differences) -> Outcome:
    """Write to the draft everything that the events, the workflow and the rules ask for."""
    desk = desk.acting(actor=newest_actor(batch))
    guards.keep_confidential(desk, batch)
    if desk.rules.config.labels.skip in desk.draft.labels:
        desk.draft.because("Left alone", Verdict.SKIPPED, f"the issue has {desk.rules.config.labels.skip}")
        return Outcome.SKIPPED
    memory = desk.draft.memory
    desk.draft.remember(
        owners=tuple(name for name in memory.owners if name not in found.unassigned),
        workflow=desk.workflow.key if desk.workflow else memory.workflow,
    )
    if desk.workflow is None:
        return _without_workflow(desk, batch, found)
    _in_workflow(desk, batch, found)
    if desk.draft.memory.phase is Phase.ACTIVE:
        _afterwards(desk, batch, found)
    else:
        pass_over(desk, batch)
    return Outcome.PROCESSED


def _learn(desk: Desk, found: Differences) -> None:
    """Keep what people took back; what was put back, because they had no right to it, does not count."""
    stands = replace(found, now=replace(found.now, labels=found.now.labels | (found.removed & desk.draft.labels)))
    desk.draft.remember(reversed=reversals(desk.draft.memory, stands))


def _without_workflow(desk: Desk, batch: Batch, found: Differences) -> Outcome:
    """Without a workflow there are rules alone; that a sweep comes by is no first look at what somebody opened."""
    phase = desk.draft.memory.phase
    if phase is Phase.NEW and batch.is_sweep():
        _afterwards(desk, batch, found)
        return Outcome.PROCESSED
    if phase is Phase.NEW and guards.suspend_stranger(desk):
        return Outcome.PROCESSED
    if phase is Phase.SUSPENDED:
        if not guards.released(desk, batch, found):
            return Outcome.PROCESSED
        desk.draft.triggers.append(Trigger("issue.opened", "", desk.actor))
    desk.draft.remember(phase=Phase.ACTIVE)
    guards.one_label_per_scope(desk, found)
    _learn(desk, found)
    _afterwards(desk, batch, found)
    return Outcome.PROCESSED if desk.draft.matched else Outcome.NO_PROGRAM


def _in_workflow(desk: Desk, batch: Batch, found: Differences) -> None:
    phase = desk.draft.memory.phase
    if phase is Phase.NEW or batch.memory.workflow is None:
        _start(desk, batch, found)
    elif phase is Phase.ACTIVE:
        guards.protect_labels(desk, batch, found)
        _continue(desk, batch, found)
        recheck(desk, found)
    else:
        _wait(desk, batch, found)


def _wait(desk: Desk, batch: Batch, found: Differences) -> None:
    """Before its intake an issue has no stage, and protected labels are protected all the same."""
    guards.protect_labels(desk, batch, found)
    refuse_early(desk, batch, found)
    _learn(desk, found)
    if desk.draft.memory.phase is Phase.SUSPENDED:
        if guards.released(desk, batch, found):
            begin(desk, trusted=desk.rules.config.labels.duplicate in found.removed)
    elif desk.draft.state == "opened":
        begin(desk)


def _start(desk: Desk, batch: Batch, found: Differences) -> None:
    """First look: a stranger's issue waits, one that is under way already is taken over, all others are taken in."""
    stage = adopted_stage(desk, batch, found)
    if stage is not None:
        desk.draft.remember(phase=Phase.ACTIVE, stage=stage, stage_since=desk.now, entries=1)
        desk.draft.because("Taken over", Verdict.YES, f"the issue was in {stage} before Usher saw it")
        found = found.without(disown(desk, batch, found.before.labels))
        guards.protect_labels(desk, batch, found)
        _continue(desk, batch, found)
        return
    found = found.without(strip(desk, found.before.labels))
    guards.protect_labels(desk, batch, found)
    if guards.suspend_stranger(desk):
        refuse_early(desk, batch, found)
        return
    begin(desk)
    desk.draft.triggers.append(Trigger("issue.opened", "", desk.actor))
    if desk.draft.memory.phase is Phase.ACTIVE:
        _continue(desk, batch, found)
    else:
        refuse_early(desk, batch, found)


def _continue(desk: Desk, batch: Batch, found: Differences) -> None:
    """The issue is in its workflow: judge what people changed."""
    guards.one_label_per_scope(desk, found)
    _learn(desk, found)
    path = turns(batch, found.before.state, found.now.state)
    if path and path[0].state == "opened" and _stage_is_closed(desk):
        _turn(desk, path.pop(0))
    follow(desk, batch, found)
    for turn in path:
        _turn(desk, turn)


def _turn(desk: Desk, turn: Turn) -> None:
    """Somebody closed or reopened: where that is not what the stage says, it means what the workflow says."""
    at, is_closed = desk.acting(actor=turn.actor or ""), _stage_is_closed(desk)
    if turn.state == "opened" and is_closed:
        desk.draft.state = turn.state
        reopened_by_hand(at)
    elif turn.state == "closed" and not is_closed:
        desk.draft.state = turn.state
        closed_by_hand(at)


def _stage_is_closed(desk: Desk) -> bool:
    stage = desk.workflow.stages.get(desk.draft.memory.stage or "") if desk.workflow else None
    return stage is not None and stage.spec.closed


def _afterwards(desk: Desk, batch: Batch, found: Differences) -> None:
    """Comments and triggers, rules, and the stage that follows the issue."""
    hear(desk, batch)
    raise_triggers(desk, batch, found)
    run_rules(desk)
    derive(desk, found)
    run_rules(desk)
    budgets.settle(desk, anew=found.description)
    quotas.settle(desk)
    run_rules(desk)
