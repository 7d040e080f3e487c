"""The clock: schedules, timers and sweeps."""

from __future__ import annotations

from automation.scenarios.acted import Acted
from automation.scenarios.moves import Tick
from automation.scenarios.stage import Stage


def act(step: Tick, stage: Stage) -> Acted:  # noqa: ARG001 - every kind of step is played with the same call
    """Do what the clockwork owes at this instant, once, and everything that follows from it."""
    left = stage.picture()
    stage.service.tick()
    stage.work()
    stage.sweep()
    return Acted(left, None)
