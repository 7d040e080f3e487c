"""The warnings about reports; `automation.lint.checks.CHECKS` holds them too."""

from __future__ import annotations

from collections.abc import Iterator

from automation.actions.remember import Remember
from automation.actions.report import Report
from automation.config.report import Kpi, ReportSpec
from automation.decide.compiled import Compiled
from automation.decide.kpis.run import kpis_of
from automation.lint.walk import Trail, of_kind, workflow_actions
from automation.lint.warnings import Finding


def never_reported(rules: Compiled) -> Iterator[Finding]:
    """Nothing opens the report."""
    opened = {action.report for _, action in of_kind(rules, Report)}
    for trail, _ in _reports(rules):
        if trail[-1] not in opened:
            yield Finding("never-reported", trail, f"nothing has `report: {trail[-1]}`")


def never_asked(rules: Compiled) -> Iterator[Finding]:
    """People enter the number of a KPI, and no report of that workflow asks for it."""
    asked = {(report.workflow, key) for _, report in _reports(rules) for key in report.kpis}
    for key, (program, kpi) in kpis_of(rules).items():
        if kpi.number and not any((workflow, key) in asked for workflow in kpi.workflow):
            message = f"no report of {', '.join(kpi.workflow)} asks for {key}"
            yield Finding("never-asked", ("programs", program, "kpis", key), message)


def never_read(rules: Compiled) -> Iterator[Finding]:
    """A report asks for numbers, and its workflow does not remember the period that they are of."""
    for trail, report in _reports(rules):
        numbers = [key for key in report.kpis if _kpi(rules, key).number]
        if numbers and not _remembers_period(rules, report.workflow):
            message = f"{report.workflow} does not remember `period`, so that {numbers[0]} is never read back"
            yield Finding("never-read", trail, message)


def _reports(rules: Compiled) -> Iterator[tuple[Trail, ReportSpec]]:
    for program, part in rules.config.programs.items():
        for key, report in part.reports.items():
            yield ("programs", program, "reports", key), report


def _kpi(rules: Compiled, key: str) -> Kpi:
    return kpis_of(rules)[key][1]


def _remembers_period(rules: Compiled, workflow: str) -> bool:
    actions = workflow_actions(rules.workflows[workflow])
    return any(isinstance(action, Remember) and "period" in action.values for _, action in actions)
