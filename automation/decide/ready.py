"""From files to a configuration that is ready to decide with, or to every fault of them, whoever finds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from automation.config.faults import ConfigFaults, Problem, unrelated
from automation.config.gaps import gaps_of
from automation.config.load import Examined, Loaded, examine
from automation.decide.compile import compile_config, compiled_with_problems
from automation.decide.compiled import Compiled


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
    gaps = gaps_of(found.loaded.sources, found.problems)
    for problem in unrelated(compiled_with_problems(found.loaded)[1], found.problems):
        if not any(gap.explains(problem) for gap in gaps):
            yield problem
