"""Doing actions: each by itself, so that one fault cannot stop the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from automation.decide.action import Action, ActionFault
from automation.decide.desk import Desk
from automation.decide.plugins import installed
from automation.decide.templates import ConditionError
from automation.model.decision import Reason, Verdict

#: why an action cannot be done by a schedule
NO_ISSUE: Final = "it needs an issue, and a schedule has none"


def perform(desk: Desk, actions: Iterable[Action]) -> None:
    """Run `actions` in order on the draft; each leaves one reason."""
    for action in actions:
        desk.draft.reasons.append(_one(desk, action))


def perform_under(desk: Desk, actions: Iterable[Action], reason: Reason) -> None:
    """As `perform`, with the reasons of the actions under `reason`."""
    before = len(desk.draft.reasons)
    perform(desk, actions)
    done = tuple(desk.draft.reasons[before:])
    del desk.draft.reasons[before:]
    desk.draft.reasons.append(replace(reason, children=done))


def _one(desk: Desk, action: Action) -> Reason:
    title = f"{desk.source}: {action.name}"
    if desk.draft.virtual and not action.at_creation:
        return Reason(title, Verdict.SKIPPED, "follows once the issue exists")
    if desk.draft.absent and action.needs_issue:
        return Reason(title, Verdict.ERROR, NO_ISSUE)
    try:
        return Reason(title, Verdict.YES, action.run(desk))
    except (ActionFault, ConditionError) as fault:
        return Reason(title, Verdict.ERROR, str(fault))
    except Exception as fault:
        if action.name not in installed().actions:
            raise
        return Reason(title, Verdict.ERROR, f"the plugin failed: {type(fault).__name__}: {fault}")
