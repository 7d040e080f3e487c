"""The clockwork of sweeps, beside the others, which it must not hold up."""

from __future__ import annotations

from datetime import timedelta

from automation.runtime.metrics import Metrics
from automation.runtime.store import Store
from automation.runtime.sweeps.sweeper import Sweeper
from automation.runtime.ticker import Duty


def sweep_duties(store: Store, sweeper: Sweeper, metrics: Metrics) -> tuple[Duty, ...]:
    """Working on sweeps, and telling what the brake holds, with how often."""
    return (
        Duty("sweep", timedelta(seconds=1), sweeper.run),
        Duty("count what is held", timedelta(seconds=30), lambda _: metrics.sweep_held(store.held_count())),
    )
