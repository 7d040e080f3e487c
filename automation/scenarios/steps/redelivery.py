"""A delivery comes again."""

from __future__ import annotations

from automation.scenarios.acted import Acted, dated, deliver, settled
from automation.scenarios.moves import Redelivery
from automation.scenarios.refs import NotThere
from automation.scenarios.stage import Stage


def act(step: Redelivery, stage: Stage) -> Acted:
    """Hand the delivery with the key of `step` in again, or else the last one of its issue under that key.

    Raises:
        NotThere: nothing was delivered of the issue.
    """
    left = stage.picture()
    sent = stage.delivered.get(step.key) or stage.latest.get(step.issue)
    if sent is None:
        message = f"nothing was delivered of {step.issue} that could come again"
        raise NotThere(message)
    told = sent if step.delivery.updated_at is None else dated(sent, step, stage)
    return Acted(left, settled(stage, deliver(step, stage, told)))
