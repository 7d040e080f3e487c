"""From files to a configuration that is ready to decide with, or to every fault of them, whoever finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from automation.config.faults import ConfigFaults, Problem, unrelated
from automation.config.load import Examined, Loaded, examine
from automation.config.positions import Trail
from automation.config.sources import Sources
from automation.decide.compile import compile_config, compiled_with_problems
from automation.decide.compiled import Compiled

#: problems of a name that may be in a part of the configuration that is not there
_OF_NAMES: Final = frozenset({"unknown-name"})
#: problems of what is evaluated with the values, people, fields and scores that are there
_OF_VALUES: Final = _OF_NAMES | {"condition", "template", "text"}
#: parts of config.yml, of a program and of a workflow that give names
_IN_CONFIG: Final = frozenset({"projects", "channels", "messages", "include", "templates"})
_IN_PROGRAM: Final = frozenset({"workflows", "messages"})
_IN_WORKFLOW: Final = frozenset({"fields", "stages", "keys", "scores", "comments"})


def make_ready(path: Path, environment: Mapping[str, str]) -> tuple[Loaded, Compiled]:
    """The configuration in config.yml at `path`: as loaded, and ready to decide with.

    Args:
        path: config.yml; its folder holds all other files.
        environment: variables for ``${NAME}`` in config.yml.

    Raises:
        ConfigFaults: with every fault of every file at once, without those that only follow from another.
    """
    found = examine(path, environment)
    if not found.faults:
        return found.loaded, compile_config(found.loaded)
    raise ConfigFaults([*found.faults, *map(found.loaded.fault, _further(found))])


def _further(found: Examined) -> Iterator[Problem]:
    """Problems of actions, triggers, conditions and texts beside those that are known."""
    gaps = [*_gaps_of_files(found.loaded.sources), *(gap for known in found.problems for gap in _gaps(known))]
    for problem in unrelated(compiled_with_problems(found.loaded)[1], found.problems):
        if not any(gap.explains(problem) for gap in gaps):
            yield problem


@dataclass(frozen=True, slots=True)
class _Gap:
    """Something that other parts of the configuration look for, and that is not there because it is wrong."""

    #: codes of the problems that it may be the cause of
    codes: frozenset[str]
    #: the part in which it may be, templates included; empty for everywhere
    within: Trail = ()

    def explains(self, problem: Problem) -> bool:
        """Whether `problem` may be there for want of it."""
        size = len(self.within)
        near = problem.trail[:size] == self.within or problem.trail[:1] == ("templates",)
        return problem.code in self.codes and near


def _gaps_of_files(sources: Sources) -> Iterator[_Gap]:
    if not sources.config.readable:
        yield _Gap(_OF_VALUES)
    if not sources.readable:
        yield _Gap(_OF_NAMES)


def _gaps(known: Problem) -> Iterator[_Gap]:
    """What is not there because of a problem; a misspelt key takes nothing away, as its value counts."""
    if known.at_key and known.meant is not None:
        return
    trail, is_foreign = known.trail, known.code == "unknown-key"
    match trail:
        case () | ("values" | "people", *_):
            yield _Gap(_OF_VALUES)
        case ("programs", _, "scores", *_):
            yield _Gap(_OF_VALUES, trail[:2])
        case ("programs", _, "rules" | "schedules", _, "name" | "workflow", *_):
            yield _Gap(_OF_VALUES, trail[:4])
        case ("programs", _, "workflows", _, "scores", *_):
            yield from _gaps_of_workflow(trail)
        case ("programs", _, "workflows", _, part) if part in _IN_WORKFLOW or is_foreign:
            yield from _gaps_of_workflow(trail)
        case ("programs",) | ("programs", _) | ("programs", _, "workflows", _):
            yield _Gap(_OF_NAMES)
        case (part, *_) if part in _IN_CONFIG or (is_foreign and len(trail) == 1):
            yield _Gap(_OF_VALUES if is_foreign else _OF_NAMES)
        case ("programs", _, part) if part in _IN_PROGRAM or is_foreign:
            yield _Gap(_OF_VALUES if is_foreign else _OF_NAMES)


def _gaps_of_workflow(trail: Trail) -> Iterator[_Gap]:
    """Names of a workflow are used in it, and in the rules of its program."""
    yield _Gap(_OF_VALUES, trail[:4])
    yield _Gap(_OF_VALUES, (*trail[:2], "rules"))
    yield _Gap(_OF_NAMES)
