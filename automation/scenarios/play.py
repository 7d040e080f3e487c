"""Playing a scenario: the beginning, then step after step, each compared with what it should lead to."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from automation.decide.compiled import Compiled
from automation.model.refs import IssueRef
from automation.scenarios.acted import Acted
from automation.scenarios.compare import Difference, changed, compare
from automation.scenarios.explain import explanation
from automation.scenarios.knowing import first_look, ledgers_of
from automation.scenarios.model import Initial, Scenario
from automation.scenarios.moves import AnyStep
from automation.scenarios.people import plant
from automation.scenarios.points import calendar, reports_after
from automation.scenarios.refs import NotThere
from automation.scenarios.result import Played
from automation.scenarios.stage import Stage, stage
from automation.scenarios.steps import act
from sandbox.refuse import ApiError


@dataclass(frozen=True, slots=True)
class Section:
    """Which steps are compared; the ones before are played without comparing, the ones after are not played."""

    #: id of the first one; None for that of the file
    start: str | None = None
    #: id of the last one; None for that of the file
    end: str | None = None


_ALL = Section()


def play(scenario: Scenario, rules: Compiled, path: Path, section: Section = _ALL) -> Iterator[Played]:
    """Play `scenario` on the configuration `rules` read from `path`; gives what was compared, in order.

    Raises:
        OSError: there is no free port at 127.0.0.1.
    """
    with stage(rules, path, scenario) as found:
        begun = begin(found)
        compared = section.start is None
        if compared and not begun.passed:
            yield begun
        for index, step in enumerate(scenario.steps):
            compared = compared or step.id == section.start
            played = _played(step, index, found)
            if compared:
                yield played
                yield from reports_after(found, step.id)
            if step.id == section.end:
                return
        yield from calendar(found)


def begin(found: Stage) -> Played:
    """Open the issues of the beginning and let Usher know them, which must change nothing."""
    found.begin_step(found.scenario.start)
    for one in found.scenario.head.initial_state:
        _plant(found, one)
    before = found.picture()
    found.service.tick()
    found.work()
    difference = changed(before, found.picture(), found.refs)
    return Played(
        file=found.scenario.name,
        line=found.scenario.document.spot(("initial_state",), at_key=True).line,
        id="initial_state",
        kind="initial_state",
        why="Usher leaves the issues of the beginning as they are",
        difference=difference,
        explanation=explanation(found, None) if difference else (),
    )


def _plant(found: Stage, one: Initial) -> None:
    with found.world.lock:
        issue = plant(found.world, one, found.config.projects[one.project].path, found.bot)
    found.refs.add(one.ref, issue.id)
    ref = IssueRef.parse(found.refs.path_of(issue.id))
    found.knowing.ledgers[str(ref)] = ledgers_of(one, found.rules)
    found.service.store.receive(first_look(ref, found.scenario.start))


def _played(step: AnyStep, index: int, found: Stage) -> Played:
    begun = time.perf_counter()
    difference, acted = come_of(step, found)
    return Played(
        file=found.scenario.name,
        line=found.scenario.line_of(index),
        id=step.id,
        kind=step.kind,
        why=step.why,
        rules=tuple(step.rules),
        difference=difference,
        explanation=explanation(found, acted) if difference else (),
        seconds=time.perf_counter() - begun,
    )


def come_of(step: AnyStep, found: Stage) -> tuple[Difference, Acted | None]:
    """What came of `step`; whatever keeps it from being played is the difference."""
    found.begin_step(step.at)
    try:
        acted = act(step, found)
    except (NotThere, ApiError) as fault:
        return Difference({"step": "can be played"}, {"step": str(fault)}), None
    return compare(step, found, acted, found.picture()), acted
