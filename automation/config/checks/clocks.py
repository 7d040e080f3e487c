"""Clocks: the stages, fields and calendars that they name, and the words of their steps."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Known, Names
from automation.config.checks.words import check_word
from automation.config.clock import Clock, StartField
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.words.step import parse_step
from automation.config.workflow import Workflow


def check_clocks(workflow: Workflow, names: Names, trail: Trail) -> Iterator[Problem]:
    """Everything in the clocks of the workflow at `trail` that names what is not there, or is not understood."""
    for name, clock in workflow.clocks.items():
        place = (*trail, "clocks", name)
        yield from _check_start(clock, workflow, (*place, "starts"))
        yield from _check_stages(clock, workflow, place)
        if clock.calendar is not None:
            yield from names.calendars.check(clock.calendar, (*place, "calendar"))
        yield from _check_steps(clock, (*place, "steps"))


def _check_start(clock: Clock, workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    starts = clock.starts
    if isinstance(starts, StartField):
        yield from _check_field(starts, workflow, (*trail, "field"))
    source = starts if isinstance(starts, str) else starts.otherwise
    if source == "stage" and not workflow.stages:
        remedy = "Write `starts: opened`, or name a field."
        message = "without stages no clock starts with one"
        yield Problem(trail=trail[:-1], message=message, remedy=remedy, code="invalid", at_key=True)


def _check_field(start: StartField, workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    yield from Known("field", tuple(workflow.fields)).check(start.field, trail)
    spec = workflow.fields.get(start.field)
    if spec is not None and spec.type not in {"date", "datetime"}:
        remedy = "Give the field `type: datetime` or `type: date`."
        yield Problem(trail=trail, message="this field is not a time", remedy=remedy, code="invalid")


def _check_stages(clock: Clock, workflow: Workflow, trail: Trail) -> Iterator[Problem]:
    stages = Known("stage", tuple(workflow.stages))
    yield from stages.check_all(clock.stages, (*trail, "stages"))
    for index, stage in enumerate(clock.pauses):
        place = (*trail, "pauses", index)
        yield from stages.check(stage, place)
        if stage in clock.stages:
            message = "the clock cannot both run and stand still in a stage"
            yield Problem(trail=place, message=message, remedy="Remove it here or from `stages`.", code="invalid")


def _check_steps(clock: Clock, trail: Trail) -> Iterator[Problem]:
    """A step is known by its name, or by its time where it has none, so that each is done once."""
    known = dict[str, int]()
    for index, step in enumerate(clock.steps):
        yield from check_word(parse_step, step.at, (*trail, index, "at"))
        first = known.setdefault(step.key, index)
        if first != index:
            remedy = "Give each of them a name of its own."
            message = "another step of this clock is called the same"
            other = (*trail, first)
            yield Problem(trail=(*trail, index), message=message, remedy=remedy, code="duplicate-name", other=other)
