"""The kinds of steps, one module each: what happens in GitLab, and what of it reaches Usher."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from automation.scenarios.acted import Acted
from automation.scenarios.moves import AnyStep
from automation.scenarios.stage import Stage
from automation.scenarios.steps import comment, intake, issue_open, issue_state, issue_update, raw, redelivery, tick

_ACTS: Final[Mapping[str, Callable[[Any, Stage], Acted]]] = {
    "issue_open": issue_open.act,
    "issue_update": issue_update.act,
    "issue_close": issue_state.act,
    "issue_reopen": issue_state.act,
    "note": comment.act,
    "intake": intake.act,
    "tick": tick.act,
    "redelivery": redelivery.act,
    "raw": raw.act,
}


def act(step: AnyStep, stage: Stage) -> Acted:
    """Play `step`: GitLab changes, Usher hears of it and works until it rests.

    Raises:
        NotThere: it needs something that earlier steps did not leave behind.
        ApiError: the GitLab in play refuses it.
    """
    return _ACTS[step.kind](step, stage)
