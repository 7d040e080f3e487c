"""Rules: which issues they are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from automation.config.checks.names import Names
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.program import Rule


def check_rules(rules: Iterable[Rule], names: Names, trail: Trail) -> Iterator[Problem]:
    """Workflows and projects that do not exist; a rule for them would never match."""
    for index, rule in enumerate(rules):
        yield from names.workflows.check_all(rule.workflow, (*trail, index, "workflow"))
        yield from names.projects.check_all(rule.project, (*trail, index, "project"))
