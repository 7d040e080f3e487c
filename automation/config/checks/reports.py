"""KPIs and reports: what they count, and who gets them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from automation.config.checks.names import Known, Names
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.program import Program
from automation.config.report import Kpi, ReportSpec
from automation.config.workflow import Workflow

#: what `standing` may say besides stages
_STANDING = ("open", "any")


def check_kpis(programs: Mapping[str, Program], names: Names) -> Iterator[Problem]:
    """KPIs whose workflows, stages or fields are not there, and bounds that do not rise."""
    workflows = {key: spec for program in programs.values() for key, spec in program.workflows.items()}
    for program, part in programs.items():
        for key, kpi in part.kpis.items():
            trail: Trail = ("programs", program, "kpis", key)
            yield from _check_name(key, trail)
            yield from names.workflows.check_all(kpi.workflow, (*trail, "workflow"))
            if all(workflow in workflows for workflow in kpi.workflow):
                yield from _check_counted(kpi, [workflows[workflow] for workflow in kpi.workflow], trail)
            if sorted(set(kpi.bins)) != kpi.bins:
                remedy = "Write them in order, each once."
                yield Problem(trail=(*trail, "bins"), message="bounds must rise", remedy=remedy, code="invalid")


def check_reports(programs: Mapping[str, Program], names: Names) -> Iterator[Problem]:
    """Reports that name a KPI, a workflow, a project or a person that is not there."""
    kpis = Known("KPI", tuple(key for part in programs.values() for key in part.kpis), names.workflows.complete)
    for program, part in programs.items():
        for key, report in part.reports.items():
            yield from _check_report(report, names, kpis, ("programs", program, "reports", key))


def _check_report(report: ReportSpec, names: Names, kpis: Known, trail: Trail) -> Iterator[Problem]:
    yield from kpis.check_all(report.kpis, (*trail, "kpis"))
    yield from names.workflows.check(report.workflow, (*trail, "workflow"))
    if report.project is not None:
        yield from names.projects.check(report.project, (*trail, "project"))
    for index, entry in enumerate(report.assignees):
        yield from names.check_listed(entry, (*trail, "assignees", index))


def _check_name(key: str, trail: Trail) -> Iterator[Problem]:
    if not key.isidentifier():
        remedy = "Write letters, digits and _, such as mentions_processed, so that formulas can use it as kpi.NAME."
        yield Problem(trail=trail, message="this is no name of a KPI", remedy=remedy, code="invalid", at_key=True)


def _check_counted(kpi: Kpi, workflows: Iterable[Workflow], trail: Trail) -> Iterator[Problem]:
    found = list(workflows)
    stages = tuple(dict.fromkeys(stage for workflow in found for stage in workflow.stages))
    yield from Known("stage", stages).check_all(kpi.entered, (*trail, "entered"))
    yield from Known("stage", stages).check_all(kpi.left, (*trail, "left"))
    yield from Known("stage", (*_STANDING, *stages)).check_all(kpi.standing, (*trail, "standing"))
    if kpi.number is not None:
        numbers = [name for workflow in found for name, spec in workflow.fields.items() if spec.type == "number"]
        yield from Known("field of the type number", tuple(numbers)).check(kpi.number, (*trail, "number"))
