"""A signed form is sent in."""

from __future__ import annotations

from automation.scenarios.acted import Acted, settled
from automation.scenarios.moves import Intake
from automation.scenarios.stage import Stage


def act(step: Intake, stage: Stage) -> Acted:
    """Send it; Usher opens the issue."""
    left = stage.picture()
    answer = stage.post.form(step.program, step.fields, step.key, step.delivery.token)
    return Acted(left, settled(stage, answer))
