"""Clocks of a workflow made ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from automation.config.action import Action as Raw
from automation.config.clock import Clock
from automation.config.positions import Trail
from automation.config.words.fault import WordFault
from automation.config.words.step import parse_step
from automation.config.workflow import Workflow
from automation.decide.action import Action
from automation.decide.calendar import WorkCalendar
from automation.decide.clocks.compiled import CompiledClock, CompiledStep

#: actions made ready, of a list at a trail
Bind = Callable[[Sequence[Raw], Trail], tuple[Action, ...]]


def compiled_clocks(
    spec: Workflow, calendar_of: Callable[[str | None], WorkCalendar], bind: Bind, trail: Trail
) -> dict[str, CompiledClock]:
    """The clocks of the workflow at `trail` by name; what is wrong with their stages and words is a fault already.

    Args:
        spec: the workflow.
        calendar_of: gives the calendar of this name, the main one for None.
        bind: makes actions ready.
        trail: where the workflow stands.
    """
    return {
        name: CompiledClock(
            name=name,
            spec=clock,
            calendar=calendar_of(clock.calendar or spec.calendar),
            runs=_runs(clock, spec),
            steps=tuple(_steps(clock, bind, (*trail, "clocks", name, "steps"))),
        )
        for name, clock in spec.clocks.items()
    }


def _runs(clock: Clock, spec: Workflow) -> frozenset[str]:
    if not spec.stages:
        return frozenset({""})
    open_stages = [name for name, stage in spec.stages.items() if not stage.closed]
    return frozenset(clock.stages or open_stages) - frozenset(clock.pauses)


def _steps(clock: Clock, bind: Bind, trail: Trail) -> Iterator[CompiledStep]:
    for index, step in enumerate(clock.steps):
        actions = bind(step.do, (*trail, index, "do"))
        with suppress(WordFault):
            yield CompiledStep(
                index=index,
                name=step.key,
                at=" ".join(step.at.split()),
                time=parse_step(step.at),
                when=step.if_ or "true",
                actions=actions,
            )
