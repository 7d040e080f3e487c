"""Reading a scenario file: a `Scenario`, or every fault at its place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from automation.config.faults import ConfigFaults, Problem, unrelated
from automation.config.files import read_document
from automation.config.model import Config
from automation.config.spelling import listed, proposal
from automation.config.validate import Validated, validate
from automation.scenarios.checks import check
from automation.scenarios.model import Head, Scenario
from automation.scenarios.moves import STEPS, AnyStep


def load_scenario(path: Path, config: Config, name: str | None = None) -> Scenario:
    """The scenario in the file at `path`, to be played on `config`; messages call it `name`.

    Raises:
        ConfigFaults: with every fault of the file.
    """
    document = read_document(path, name or str(path))
    if not document.readable:
        raise ConfigFaults(map(document.fault, document.problems))
    head, problems = _head(document.data)
    steps: list[AnyStep] = []
    for index, data in enumerate(head.events):
        found = _step(data)
        steps += [found.part] if isinstance(found, Validated) else []
        wrong = found.problems if isinstance(found, Validated) else (found,)
        problems += unrelated((problem.under("events", index) for problem in wrong), problems)
    scenario = Scenario(document.file, head, tuple(steps), document)
    if not (problems or document.problems):
        problems = list(check(scenario, config))
    faults = [document.fault(problem) for problem in (*document.problems, *problems)]
    if faults:
        raise ConfigFaults(faults)
    return scenario


def _head(data: Any) -> tuple[Head, list[Problem]]:
    found = validate(Head, {} if data is None else data, strict=True)
    problems = list(found.problems)
    if not found.part.events and not problems:
        remedy = "Write the steps under events:."
        problems.append(Problem(trail=(), message="there are no steps", remedy=remedy, code="missing-key"))
    return found.part, problems


def _step(data: dict[str, Any]) -> Validated[AnyStep] | Problem:
    """The step of the kind that it names; without a kind that there is, nothing else can be said of it."""
    kind = data.get("kind")
    if isinstance(kind, str) and kind in STEPS:
        return validate(STEPS[kind], data, strict=True)
    if isinstance(kind, str):
        remedy = proposal(kind, STEPS, "Kinds")
        return Problem(trail=("kind",), message="there is no such kind of step", remedy=remedy, code="unknown-value")
    remedy = f"Kinds: {listed(STEPS)}."
    return Problem(trail=(), message="the key 'kind' is missing", remedy=remedy, code="missing-key")
