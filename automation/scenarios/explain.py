"""What Usher did in a step and why: the runs of the step in words."""

from __future__ import annotations

from collections.abc import Iterator

from automation.decide.words import effect_words, reason_lines
from automation.model.work import EffectState, Run
from automation.scenarios.acted import Acted
from automation.scenarios.stage import Stage


def explanation(stage: Stage, acted: Acted | None) -> tuple[str, ...]:
    """What the runs of the present step did and why, or why there are none."""
    runs = [run for run_id in stage.runs if (run := stage.service.store.run(run_id)) is not None]
    if not runs:
        return (_silence(acted),)
    return tuple(stage.refs.readable(line) for run in runs for line in _run_lines(run))


def _silence(acted: Acted | None) -> str:
    answer = acted.answer if acted else None
    if answer is None:
        return "Usher decided nothing in this step."
    words = answer.outcome or "waiting"
    return f"Usher decided nothing: the door answered {answer.status} ({words}). {answer.detail}".rstrip(" .") + "."


def _run_lines(run: Run) -> Iterator[str]:
    events = ", ".join(dict.fromkeys(event.name for event in run.events))
    actor = f" by {run.decision.actor}" if run.decision.actor else ""
    yield f"{run.work_key}: {events}{actor}: {run.decision.outcome}"
    for record in run.effects:
        failed = f", which failed: {record.error}" if record.state is EffectState.FAILED else ""
        yield f"  wrote: {effect_words(record.effect)}{failed}"
    if not run.effects:
        yield "  wrote nothing"
    yield from reason_lines(run.decision.reasons, "  ")
    if run.decision.unmatched:
        yield f"  – rules that did not match: {', '.join(run.decision.unmatched)}"
