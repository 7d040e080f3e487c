"""What is done with an issue, by where it stands towards its workflow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide import guards
from automation.decide.actors import newest_actor, state_actor
from automation.decide.adopt import adopted_stage
from automation.decide.closing import closed_by_hand, reopened_by_hand
from automation.decide.differences import reversals
from automation.decide.draft import Trigger
from automation.decide.happenings import raise_triggers
from automation.decide.intake import begin, strip
from automation.decide.remarks import hear
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
    _learn(desk, found)
    if desk.workflow is None:
        return _without_workflow(desk, batch, found)
    _in_workflow(desk, batch, found)
    _afterwards(desk, batch, found)
    return Outcome.PROCESSED


def _learn(desk: Desk, found: Differences) -> None:
    """Keep what people took back, and forget owners whom people took off."""
    memory = desk.draft.memory
    desk.draft.remember(
        reversed=reversals(memory, found),
        owners=tuple(name for name in memory.owners if name not in found.unassigned),
        workflow=desk.workflow.key if desk.workflow else memory.workflow,
    )


def _without_workflow(desk: Desk, batch: Batch, found: Differences) -> Outcome:
    if desk.draft.memory.phase is Phase.NEW and guards.suspend_stranger(desk):
        return Outcome.PROCESSED
    desk.draft.remember(phase=Phase.ACTIVE)
    guards.one_label_per_scope(desk, found)
    _afterwards(desk, batch, found)
    return Outcome.PROCESSED if desk.draft.matched else Outcome.NO_PROGRAM


def _in_workflow(desk: Desk, batch: Batch, found: Differences) -> None:
    phase = desk.draft.memory.phase
    if phase is Phase.NEW or batch.memory.workflow is None:
        _start(desk, batch, found)
    elif phase is Phase.ACTIVE:
        _continue(desk, batch, found)
    else:
        _wait(desk, batch, found)


def _wait(desk: Desk, batch: Batch, found: Differences) -> None:
    """Before its intake an issue has no stage, and protected labels are protected all the same."""
    guards.protect_labels(desk, batch, found)
    refuse_early(desk, batch, found)
    if desk.draft.memory.phase is Phase.SUSPENDED:
        if guards.released(desk, batch, found):
            begin(desk, trusted=True)
    elif desk.draft.state == "opened":
        begin(desk)


def _start(desk: Desk, batch: Batch, found: Differences) -> None:
    """First look: a stranger's issue waits, one that is under way already is taken over, all others are taken in."""
    stage = adopted_stage(desk, batch, found)
    if stage is not None:
        desk.draft.remember(phase=Phase.ACTIVE, stage=stage, stage_since=desk.now, entries=1)
        desk.draft.because("Taken over", Verdict.YES, f"the issue was in {stage} before Usher saw it")
        _continue(desk, batch, found)
        return
    found = found.without(strip(desk, found.before.labels))
    if guards.suspend_stranger(desk):
        return
    begin(desk)
    desk.draft.triggers.append(Trigger("issue.opened", "", desk.actor))
    if desk.draft.memory.phase is Phase.ACTIVE:
        _continue(desk, batch, found, fresh=True)
    else:
        refuse_early(desk, batch, found)


def _continue(desk: Desk, batch: Batch, found: Differences, *, fresh: bool = False) -> None:
    """The issue is in its workflow: judge what people changed."""
    guards.protect_labels(desk, batch, found)
    guards.one_label_per_scope(desk, found)
    if found.state == "opened" and _stage_is_closed(desk):
        reopened_by_hand(desk.acting(actor=state_actor(batch, "opened") or ""))
        if not _stage_is_closed(desk):
            return
    follow(desk, batch, found, fresh=fresh)
    if found.state == "closed" and not _stage_is_closed(desk):
        closed_by_hand(desk.acting(actor=state_actor(batch, "closed") or ""))


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
