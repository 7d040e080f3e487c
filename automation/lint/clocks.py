"""The warnings about clocks; `automation.lint.checks.CHECKS` holds them too."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.words.due import DueKind
from automation.config.words.step import Base
from automation.config.workflow import DateField
from automation.decide.clocks.compiled import CompiledClock
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.lint.walk import Trail
from automation.lint.warnings import Finding


def never_runs(rules: Compiled) -> Iterator[Finding]:
    """The clock stands still in every stage, so that none of its steps ever comes."""
    for clock, _, trail in _clocks(rules):
        if not clock.runs:
            yield Finding("never-runs", (*trail, "pauses"), f"the clock {clock.name} stands still in every stage")


def never_due(rules: Compiled) -> Iterator[Finding]:
    """A step waits for the due date, and each stage in which its clock runs clears that."""
    for clock, workflow, trail in _clocks(rules):
        if clock.runs and all(_clears(workflow, stage) for stage in clock.runs):
            for step in clock.steps:
                if step.time.base is not Base.START:
                    message = f"{step.name} waits for the due date, and {', '.join(sorted(clock.runs))} have none"
                    yield Finding("never-due", (*trail, "steps", step.index, "at"), message)


def _clears(workflow: CompiledWorkflow, stage: str) -> bool:
    """Whether issues lose their due date as they come into `stage`."""
    if stage not in workflow.stages:
        return False
    due = workflow.stages[stage].spec.due
    return not isinstance(due, DateField) and due.strip().casefold() == DueKind.NONE


def _clocks(rules: Compiled) -> Iterator[tuple[CompiledClock, CompiledWorkflow, Trail]]:
    for workflow in rules.workflows.values():
        for clock in workflow.clocks.values():
            trail = ("programs", workflow.program, "workflows", workflow.key, "clocks", clock.name)
            yield clock, workflow, trail
