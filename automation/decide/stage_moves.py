"""Following what people do to the stage labels: legal moves are made, others put back (rules.md G09, G10)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from automation.decide.actors import Step, label_actor, steps
from automation.decide.draft import Draft
from automation.decide.labels import value_of
from automation.decide.messages import tell
from automation.decide.moves import Refusal, judge, open_to
from automation.decide.stages import enter, workflow_of
from automation.decide.templates import ConditionError
from automation.model.decision import Reason, Verdict
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.batch import Batch
    from automation.decide.desk import Desk
    from automation.decide.differences import Differences


def follow(desk: Desk, batch: Batch, found: Differences) -> None:
    """Make each move that people made since the last run, up to the first one that is not allowed."""
    workflow = workflow_of(desk)
    if workflow.scope is None:
        return
    end = frozenset(label for label in found.now.labels if workflow.is_stage_label(label))
    start = frozenset(label for label in found.before.labels if workflow.is_stage_label(label))
    path = steps(batch, workflow.stage_labels() | end | start, start, end)
    for step in _meant(path):
        if not _take(desk, step):
            break
    _show_only(desk)


def _meant(path: list[Step]) -> list[Step]:
    """`path` without labels taken off on the way: who takes one off and then sets another has made one move."""
    return [step for step in path if step.after - step.before or step is path[-1]]


def _expected(desk: Desk) -> frozenset[str]:
    stage = desk.draft.memory.stage
    return frozenset({workflow_of(desk).stage_label(stage)}) if stage else frozenset()


def _show_only(desk: Desk) -> None:
    workflow = workflow_of(desk)
    desk.draft.labels = {label for label in desk.draft.labels if not workflow.is_stage_label(label)} | _expected(desk)


def _take(desk: Desk, step: Step) -> bool:
    """Make the move that `step` asks for; False where it is put back."""
    asked, at = sorted(step.after - step.before), desk.acting(actor=step.actor or "", source="stages")
    if not asked:
        if desk.draft.memory.stage is None or _expected(desk) <= step.after:
            return True
        desk.draft.because("Stage label removed", Verdict.NO, f"by {step.actor or 'somebody'}; put back")
        tell(at, "stage-restored", stage=desk.draft.memory.stage)
        return False
    if len(asked) > 1:
        return _refuse(at, Refusal("ambiguous"), " and ".join(value_of(label) for label in asked))
    target = value_of(asked[0])
    if target == desk.draft.memory.stage:
        return True
    refusal = judge(at, desk.draft.memory.stage, target, step.actor)
    if refusal is not None:
        return _refuse(at, refusal, target)
    title = f"Move {desk.draft.memory.stage or 'nowhere'} → {target}"
    desk.draft.because(title, Verdict.YES, f"by {step.actor or 'somebody'}")
    enter(at, target)
    return True


def _refuse(desk: Desk, refusal: Refusal, wanted: str) -> bool:
    """Put the labels back and say why; always False."""
    stage = desk.draft.memory.stage
    allowed = open_to(desk, stage, desk.actor)
    words = f"{refusal.reason}{': ' + refusal.needed if refusal.needed else ''}, asked by {desk.actor or 'somebody'}"
    title = f"Move {stage or 'nowhere'} → {wanted}"
    desk.draft.reasons.append(Reason(title, Verdict.NO, words, seen=refusal.seen))
    tell(
        desk,
        "transition-rejected",
        reason=refusal.reason,
        wanted=wanted,
        stage=stage or "",
        allowed=allowed,
        needed=refusal.needed,
    )
    return False


def refuse_early(desk: Desk, batch: Batch, found: Differences) -> None:
    """An issue that is not taken in yet has no stage: take off what people set (reason no-intake)."""
    workflow = workflow_of(desk)
    wrong = sorted(label for label in desk.draft.labels if workflow.is_stage_label(label))
    desk.draft.labels.difference_update(wrong)
    new = [label for label in wrong if label in found.added]
    if new:
        actor = label_actor(batch, new[-1], added=True)
        _refuse(desk.acting(actor=actor or "", source="stages"), Refusal("no-intake"), value_of(new[-1]))


def derive(desk: Desk, found: Differences) -> None:
    """Let the stage follow the issue, where the workflow says so (rules.md PC-06).

    It follows when the answer changes, so that an issue that somebody reopened with every task done stays open until a
    task is touched.
    """
    workflow, memory = desk.workflow, desk.draft.memory
    if workflow is None or not workflow.spec.derive_stage or memory.phase is not Phase.ACTIVE or memory.stage is None:
        return
    if workflow.stages[memory.stage].spec.closed:
        return
    target = _derived(desk)
    known = found.now.state == "opened" and memory.entries > 1 and target == _derived_before(desk, found)
    if target is not None and target != memory.stage and not known:
        desk.draft.because(f"Stage follows the issue: {target}")
        enter(desk.acting(source="derived stage"), target)


def _derived_before(desk: Desk, found: Differences) -> str | None:
    return _derived(replace(desk, draft=Draft.of(found.before, desk.draft.memory)))


def _derived(desk: Desk) -> str | None:
    for entry in workflow_of(desk).spec.derive_stage:
        try:
            if desk.holds(entry.when):
                return entry.stage
        except ConditionError as fault:
            desk.draft.because(f"Stage {entry.stage}", Verdict.ERROR, str(fault))
            return None
    return None
