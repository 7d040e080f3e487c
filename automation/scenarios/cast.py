"""Who appears in a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.model import Config
from automation.scenarios.model import Scenario


def cast_of(scenario: Scenario, config: Config) -> list[str]:
    """Everybody whom the file names and config.yml does not: outsiders, who have an account and no rights."""
    known = {"root", scenario.head.meta.bot, *map(str.lower, config.people)}
    found = dict.fromkeys(name for name in _named(scenario) if name.lower() not in known)
    return list({name.lower(): name for name in found}.values())


def _named(scenario: Scenario) -> Iterator[str]:
    for one in scenario.head.initial_state:
        yield from (one.author, *one.assignees)
    for step in scenario.steps:
        yield from filter(None, (getattr(step, "actor", None), *(getattr(step, "assignees", None) or ())))
