"""What is told about each run: one log line and the counters; names and numbers only, no text of an issue."""

from __future__ import annotations

from collections import Counter

import structlog

from automation.model.work import EffectState, Run
from automation.runtime.metrics import Metrics

_log = structlog.get_logger("usher.run")


def tell(metrics: Metrics, run: Run, seconds: float, *, resumed: bool) -> None:
    """Log and count `run`, which ended `seconds` after its key was claimed."""
    _count(metrics, run, seconds)
    failed = [record for record in run.effects if record.state is EffectState.FAILED]
    say = _log.warning if failed else _log.info
    say(
        "run",
        key=run.work_key,
        run=run.id,
        events=[event.name for event in run.events],
        outcome=str(run.decision.outcome),
        rules=list(run.decision.matched),
        effects=dict(Counter(type(record.effect).__name__ for record in run.effects)),
        failed=[f"{type(record.effect).__name__}: {record.error}" for record in failed],
        shortfall=sum(len(record.result.get("shortfall", ())) for record in run.effects),
        resumed=resumed,
        seconds=round(seconds, 3),
    )


def _count(metrics: Metrics, run: Run, seconds: float) -> None:
    metrics.run_finished(run.decision.outcome, seconds)
    for record in run.effects:
        metrics.effect(type(record.effect).__name__, record.state)
    for rule in run.decision.matched:
        metrics.rule_matched(rule, took_action=bool(run.effects))
