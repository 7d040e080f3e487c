"""Scenario files: where they are, and playing one or several."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from automation.config.faults import ConfigFaults, Fault
from automation.config.model import Config
from automation.decide.compiled import Compiled
from automation.scenarios.load import load_scenario
from automation.scenarios.model import Scenario
from automation.scenarios.play import Section, play
from automation.scenarios.result import Played
from automation.scenarios.schedules import unknown


@dataclass(frozen=True, slots=True)
class FilePlayed:
    """How one file went."""

    file: str
    steps: tuple[Played, ...]
    #: what is odd about the file, without being wrong
    remarks: tuple[str, ...] = ()

    @property
    def failed(self) -> int:
        """How many steps are not as they should be."""
        return sum(not one.passed for one in self.steps)

    @property
    def seconds(self) -> float:
        """How long its steps took."""
        return sum(one.seconds for one in self.steps)


def load_all(paths: Iterable[Path], config: Config) -> list[Scenario]:
    """The scenarios in the files at `paths`.

    Raises:
        ConfigFaults: with every fault of every file.
    """
    scenarios, faults = list[Scenario](), list[Fault]()
    for path in paths:
        try:
            scenarios.append(load_scenario(path, config))
        except ConfigFaults as found:
            faults += found.faults
    if faults:
        raise ConfigFaults(faults)
    return scenarios


def play_all(
    scenarios: Iterable[Scenario],
    rules: Compiled,
    config: Path,
    *,
    section: Section | None = None,
    fail_fast: bool = False,
) -> Iterator[FilePlayed]:
    """Play `scenarios` on `rules`, which were read from `config`; with `fail_fast` the first failure is the end.

    Raises:
        OSError: there is no free port at 127.0.0.1.
    """
    for scenario in scenarios:
        steps = _until_failure if fail_fast else tuple[Played, ...]
        found = FilePlayed(
            scenario.name, steps(play(scenario, rules, config, section or Section())), tuple(_remarks(scenario, rules))
        )
        yield found
        if fail_fast and found.failed:
            return


def _until_failure(steps: Iterator[Played]) -> tuple[Played, ...]:
    found: list[Played] = []
    for one in steps:
        found.append(one)
        if not one.passed:
            break
    return tuple(found)


def _remarks(scenario: Scenario, rules: Compiled) -> Iterator[str]:
    names = unknown(rules.schedules, scenario.head.meta)
    if names:
        yield f"jobs_enabled names schedules that the configuration does not have: {', '.join(names)}"
