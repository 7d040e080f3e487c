"""Closing and reopening by hand: the stage follows open and closed as the workflow says (rules.md G11, G12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.config.workflow import KEEP, ManualClose
from automation.decide.messages import tell
from automation.decide.perform import perform
from automation.decide.stages import enter, workflow_of
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledClosing
    from automation.decide.desk import Desk


def closed_by_hand(desk: Desk) -> None:
    """Somebody closed an issue whose stage is open."""
    workflow = workflow_of(desk)
    if workflow.spec.on_manual_close == "accept":
        desk.draft.because("Closed by hand", Verdict.YES, "the workflow leaves that to people")
        return
    for case in workflow.closings:
        target = _stage_for(desk, case.spec)
        if target is not None:
            _close(desk, case, target)
            return
    desk.draft.state = "opened"
    desk.draft.because("Closed by hand", Verdict.NO, f"{desk.actor or 'somebody'} may not; opened again")
    tell(desk.acting(source="closing"), "close-rejected")


def _stage_for(desk: Desk, spec: ManualClose) -> str | None:
    """The stage that closing means in this case; None where the case does not fit."""
    try:
        if not desk.holds(spec.if_):
            return None
    except ConditionError as fault:
        desk.draft.because("Closed by hand", Verdict.ERROR, str(fault))
        return None
    if desk.may(spec.by, desk.actor):
        return spec.to
    return spec.author_to if desk.actor == desk.draft.before.author else None


def _close(desk: Desk, case: CompiledClosing, target: str) -> None:
    desk.draft.because("Closed by hand", Verdict.YES, "ends it as it is" if target == KEEP else f"means {target}")
    if target != KEEP:
        enter(desk, target)
    perform(desk.acting(source="closing"), case.do)


def reopened_by_hand(desk: Desk) -> None:
    """Somebody reopened an issue whose stage is closed."""
    spec = workflow_of(desk).spec.on_reopen
    if spec.to is not None and desk.may(spec.by, desk.actor):
        desk.draft.because("Reopened by hand", Verdict.YES, f"means {spec.to}")
        enter(desk, spec.to)
        return
    desk.draft.state = "closed"
    desk.draft.because("Reopened by hand", Verdict.NO, f"{desk.actor or 'somebody'} may not; closed again")
    tell(desk.acting(source="reopening"), "reopen-rejected")
