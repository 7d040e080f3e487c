"""Closing and reopening by hand: the stage follows open and closed as the workflow says (rules.md G11, G12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.config.workflow import ManualClose
from automation.decide.messages import tell
from automation.decide.stages import enter, workflow_of
from automation.model.decision import Verdict

if TYPE_CHECKING:
    from automation.decide.desk import Desk


def closed_by_hand(desk: Desk) -> None:
    """Somebody closed an issue whose stage is open."""
    spec = workflow_of(desk).spec.on_manual_close
    if spec == "accept":
        desk.draft.because("Closed by hand", Verdict.YES, "the workflow leaves that to people")
        return
    target = _stage_for(desk, spec) if isinstance(spec, ManualClose) else None
    if target is None:
        desk.draft.state = "opened"
        desk.draft.because("Closed by hand", Verdict.NO, f"{desk.actor or 'somebody'} may not; opened again")
        tell(desk.acting(source="closing"), "close-rejected")
    else:
        desk.draft.because("Closed by hand", Verdict.YES, f"means {target}")
        enter(desk, target)


def _stage_for(desk: Desk, spec: ManualClose) -> str | None:
    if desk.may(spec.by, desk.actor):
        return spec.to
    return spec.author_to if desk.actor == desk.draft.before.author else None


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
