"""What must hold between the names and values of a configuration; each check yields problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from automation.config.checks.alerts import check_alerts
from automation.config.checks.calendar import check_calendar
from automation.config.checks.directory import check_directory
from automation.config.checks.messages import check_messages
from automation.config.checks.names import Names
from automation.config.checks.policies import check_policies, check_stale
from automation.config.checks.reports import check_kpis, check_reports
from automation.config.checks.rules import check_rules
from automation.config.checks.schedules import check_schedules
from automation.config.checks.scores import check_scores
from automation.config.checks.unique import check_unique
from automation.config.checks.workflow import check_workflow
from automation.config.faults import Problem
from automation.config.model import Config
from automation.config.program import Program


def check_config(config: Config, names: Names) -> Iterator[Problem]:
    """What is wrong in config.yml alone."""
    yield from check_calendar(config)
    yield from check_alerts(config, names)
    yield from check_directory(config, names)
    yield from check_messages(config.messages, names, None, ("messages",))


def check_programs(programs: Mapping[str, Program], names: Names) -> Iterator[Problem]:
    """What is wrong in the programs, by their keys, each alone and between them."""
    yield from check_unique(programs)
    yield from check_kpis(programs, names)
    yield from check_reports(programs, names)
    for key, program in programs.items():
        yield from _check_program(program, names, ("programs", key))


def _check_program(program: Program, names: Names, trail: tuple[str | int, ...]) -> Iterator[Problem]:
    fields = {name for workflow in program.workflows.values() for name in workflow.fields}
    yield from check_messages(program.messages, names, fields, (*trail, "messages"))
    yield from check_scores(program, trail)
    yield from check_rules(program.rules, names, (*trail, "rules"))
    yield from check_policies(program.policies, names, (*trail, "policies"))
    yield from check_stale(program.stale, names, (*trail, "stale"))
    yield from check_schedules(program.schedules, names, (*trail, "schedules"))
    for key, workflow in program.workflows.items():
        yield from check_workflow(workflow, program, names, (*trail, "workflows", key))
