"""config.yml and its programs, read and checked as one: a `Loaded`, or every fault there is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from automation.config.checks import check_config, check_programs
from automation.config.checks.names import Known, names_of
from automation.config.digest import digest_of
from automation.config.faults import ConfigFaults, Fault, Problem, unrelated
from automation.config.files import MACROS
from automation.config.gaps import lack_workflows, without_followers, wrong_sections
from automation.config.model import Config
from automation.config.positions import Spot
from automation.config.program import Program
from automation.config.reading import Reading, read_files
from automation.config.sources import Sources
from automation.config.validate import Validated, validate, without


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A configuration without a known fault."""

    config: Config
    #: sources of the templates, by name without ``.md``; the macros as ``_macros.md.j2``
    templates: Mapping[str, str]
    #: SHA-256 (hex) over everything that decides, secrets excluded
    digest: str
    #: folder of config.yml
    root: Path
    #: every file that was read: config.yml, programs, templates
    files: tuple[Path, ...]
    sources: Sources = field(repr=False)

    def where(self, *trail: str | int) -> Spot:
        """Where the value at `trail` is written, e.g. ``where("programs", "stories", "rules", 0, "when")``."""
        return self.sources.where(*trail)

    def fault(self, problem: Problem) -> Fault:
        """`problem` with its place and, unless it may be a secret, the value written there."""
        return self.sources.fault(problem)


@dataclass(frozen=True, slots=True)
class Examined:
    """A configuration that may be faulty, with what is wrong left out of it."""

    loaded: Loaded
    #: of what every file says; those of one place once
    problems: tuple[Problem, ...]
    #: the same in words, with those of files that cannot be read, or only in part
    faults: tuple[Fault, ...]


def load_config(path: Path, environment: Mapping[str, str]) -> Loaded:
    """The configuration in config.yml at `path` and the files that it includes.

    Args:
        path: config.yml; its folder holds all other files.
        environment: variables for ``${NAME}`` in config.yml.

    Raises:
        ConfigFaults: with every fault of every file, each at its place.
    """
    found = examine(path, environment)
    if found.faults:
        raise ConfigFaults(found.faults)
    return found.loaded


def examine(path: Path, environment: Mapping[str, str]) -> Examined:
    """As `load_config`, but a faulty configuration is given with its faults and without what they name."""
    reading = read_files(path, environment)
    config, programs = _validated_config(reading), _validated_programs(reading)
    found = _shape_problems(reading, config, programs)
    checked = _checked(reading, config, programs, found)
    problems = (*found, *without_followers(unrelated(checked, found), found))
    whole = _sound(config, programs, checked)
    loaded = Loaded(
        config=whole,
        templates=reading.templates,
        digest=digest_of(whole, reading.templates),
        root=reading.root,
        files=reading.files,
        sources=reading.sources,
    )
    faults = (*reading.faults, *map(reading.sources.fault, problems))
    return Examined(loaded, problems, faults)


def _sound(
    config: Validated[Config], programs: Mapping[str, Validated[Program]], problems: Iterable[Problem]
) -> Config:
    """The configuration without what `problems` name; what has the wrong shape is left out of the parts already."""
    of_programs: dict[str, list[Problem]] = {key: [] for key in programs}
    of_config: list[Problem] = []
    for problem in problems:
        match problem.trail:
            case ("programs", str(key), *inner) if key in of_programs:
                of_programs[key].append(replace(problem, trail=tuple(inner)))
            case _:
                of_config.append(problem)
    parts = {key: without(found, of_programs[key], strict=True) for key, found in programs.items()}
    return without(config, of_config, strict=False).model_copy(update={"programs": parts})


def _validated_config(reading: Reading) -> Validated[Config]:
    data = {} if reading.data is None else reading.data
    if not isinstance(data, dict) or "programs" not in data:
        return validate(Config, data, strict=False)
    rest = validate(Config, {key: value for key, value in data.items() if key != "programs"}, strict=False)
    remedy = "Write each program into a file of its own, and name the files under include:."
    message = "programs are not written here"
    problem = Problem(trail=("programs",), message=message, remedy=remedy, code="unknown-key", at_key=True)
    return replace(rest, problems=(*rest.problems, problem))


def _validated_programs(reading: Reading) -> dict[str, Validated[Program]]:
    """The readable program files by key, with the trails of problems from the top of the configuration."""
    found = {}
    for key, file in reading.sources.programs.items():
        if file.readable:
            validated = validate(Program, {} if file.data is None else file.data, strict=True)
            problems = tuple(problem.under("programs", key) for problem in validated.problems)
            found[key] = replace(validated, problems=problems)
    return found


def _shape_problems(
    reading: Reading, config: Validated[Config], programs: Mapping[str, Validated[Program]]
) -> list[Problem]:
    """What is wrong with values, each alone; of problems about the same place only what was found first."""
    found = list(reading.problems)
    shapes = [config.problems, *(program.problems for program in programs.values())]
    return found + unrelated((problem for problems in shapes for problem in problems), found)


def _checked(
    reading: Reading,
    config: Validated[Config],
    programs: Mapping[str, Validated[Program]],
    found: Iterable[Problem],
) -> list[Problem]:
    """What is wrong between names and values, those included that only follow from what was `found`."""
    names = names_of(config.data, _workflows(reading.sources, programs, found), *_named(reading, found))
    parts = {key: program.part for key, program in programs.items()}
    return [*check_config(config.part, names), *check_programs(parts, names)]


def _workflows(sources: Sources, programs: Mapping[str, Validated[Program]], found: Iterable[Problem]) -> Known:
    names = [key for program in programs.values() for key in program.part.workflows]
    return Known("workflow", tuple(names), sources.readable and not lack_workflows(found))


def _named(reading: Reading, found: Iterable[Problem]) -> tuple[list[str], frozenset[str]]:
    """The templates, and the sections of config.yml of which something is missing."""
    templates = [name for name in reading.templates if name != MACROS]
    return templates, wrong_sections(found) if reading.sources.config.readable else frozenset(Config.model_fields)
