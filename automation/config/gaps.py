"""What is missing from a configuration because it is wrong: whoever looks for it is not wrong for that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from automation.config.faults import Problem
from automation.config.model import Config
from automation.config.positions import Trail
from automation.config.sources import Sources

#: problems of a name that may be in a part of the configuration that is not there
_OF_NAMES: Final = frozenset({"unknown-name"})
#: problems of what is evaluated with the values, people, fields and scores that are there
_OF_VALUES: Final = _OF_NAMES | {"condition", "template", "text"}
#: parts of config.yml, of a program and of a workflow that give names
_IN_CONFIG: Final = frozenset({"projects", "calendars", "channels", "messages", "include", "templates"})
_IN_PROGRAM: Final = frozenset({"workflows", "messages"})
#: parts of a program that sweeps call by name
_SWEPT: Final = frozenset({"rules", "policies", "stale"})
_IN_WORKFLOW: Final = frozenset({"fields", "stages", "keys", "scores", "comments"})


@dataclass(frozen=True, slots=True)
class Gap:
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


def gaps_of(sources: Sources, known: Iterable[Problem]) -> list[Gap]:
    """What is missing from the files in `sources`, of which the problems `known` were found."""
    gaps = [gap for problem in known for gap in (*_gaps(problem), *_gaps_of_sweeps(problem))]
    return [*_gaps_of_files(sources), *gaps]


def without_followers(problems: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """Those of `problems` that are not in a workflow of which the `known` ones take the names away."""
    bare = {problem.trail[:4] for problem in known if _bares_workflow(problem)}
    return [problem for problem in problems if problem.trail[:4] not in bare]


def wrong_sections(known: Iterable[Problem]) -> frozenset[str]:
    """The sections of config.yml that lack something for the problems `known`; an unknown key may be any of them."""
    taking = [problem for problem in known if not _is_renamed(problem) and problem.trail]
    if any(problem.code == "unknown-key" and len(problem.trail) == 1 for problem in taking):
        return frozenset(Config.model_fields)
    wrong = [problem.trail for problem in taking]
    return frozenset(str(trail[0]) for trail in wrong if len(trail) == 1 or trail[0] == "people")


def lack_workflows(known: Iterable[Problem]) -> bool:
    """Whether workflows are missing because of the problems `known`."""
    trails = [problem.trail for problem in known if not _is_renamed(problem)]
    return any(trail[:1] == ("include",) or _holds_workflows(trail) for trail in trails)


def _holds_workflows(trail: Trail) -> bool:
    return trail[:1] == ("programs",) and trail[2:] in {(), ("workflows",)}


def _is_renamed(problem: Problem) -> bool:
    """Whether it is a misspelt key: that takes nothing away, as its value counts under the right name."""
    return problem.at_key and problem.meant is not None


def _bares_workflow(problem: Problem) -> bool:
    if _is_renamed(problem):
        return False
    match problem.trail:
        case ("programs", _, "workflows", _, part):
            return part in _IN_WORKFLOW or problem.code == "unknown-key"
    return False


def _gaps_of_files(sources: Sources) -> Iterator[Gap]:
    if not sources.config.readable:
        yield Gap(_OF_VALUES)
    if not sources.readable:
        yield Gap(_OF_NAMES)


def _gaps(known: Problem) -> Iterator[Gap]:
    """What is not there because of a problem."""
    if _is_renamed(known):
        return
    if _bares_workflow(known):
        yield from _gaps_of_workflow(known.trail)
    trail, is_foreign = known.trail, known.code == "unknown-key"
    match trail:
        case () | ("values" | "people", *_):
            yield Gap(_OF_VALUES)
        case ("programs", _, "scores", *_):
            yield Gap(_OF_VALUES, trail[:2])
        case ("programs", _, "rules" | "policies" | "stale" | "schedules", _, "name" | "workflow", *_):
            yield Gap(_OF_VALUES, trail[:4])
        case ("programs", _, "workflows", _, "scores", *_):
            yield from _gaps_of_workflow(trail)
        case ("programs",) | ("programs", _) | ("programs", _, "workflows", _):
            yield Gap(_OF_NAMES)
        case (part, *_) if part in _IN_CONFIG or (is_foreign and len(trail) == 1):
            yield Gap(_OF_VALUES if is_foreign else _OF_NAMES)
        case ("programs", _, part) if part in _IN_PROGRAM or is_foreign:
            yield Gap(_OF_VALUES if is_foreign else _OF_NAMES)


def _gaps_of_sweeps(known: Problem) -> Iterator[Gap]:
    """What schedules of the program call may be what is wrong."""
    match known.trail:
        case ("programs", _, part, *_) if part in _SWEPT:
            yield Gap(_OF_NAMES, (*known.trail[:2], "schedules"))


def _gaps_of_workflow(trail: Trail) -> Iterator[Gap]:
    """Names of a workflow are used in it, and in the rules of its program."""
    yield Gap(_OF_VALUES, trail[:4])
    yield Gap(_OF_VALUES, (*trail[:2], "rules"))
    yield Gap(_OF_NAMES)
