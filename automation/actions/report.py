"""Open the issue of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, ClassVar

from automation.config.report import ReportSpec
from automation.config.spelling import proposal
from automation.decide.action import Action, ActionFault
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.decide.kpis.run import report_named
from automation.decide.kpis.words import lines
from automation.decide.newissue import new_issue
from automation.decide.periods import period_ended
from automation.model.plan import OpenIssue
from automation.model.report import Period


class Report(Action):
    """Opens the issue of a report."""

    name: ClassVar[str] = "report"
    summary: ClassVar[str] = (
        "Opens the issue of a report, for the last week, month, quarter or year that is over: its figures, and fields "
        "for the numbers that people enter."
    )
    example: ClassVar[str] = "report: monthly"
    needs_issue: ClassVar[bool] = False
    short: ClassVar[str] = "report"

    report: str

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """The report has to exist."""
        del workflow
        if report_named(rules, self.report) is None:
            known = [key for program in rules.config.programs.values() for key in program.reports]
            yield f"there is no report {self.report!r}; {proposal(self.report, known, 'Reports').removesuffix('.')}"

    def run(self, desk: Desk) -> str:
        """Ask for the figures and plan the issue.

        Raises:
            ActionFault: the report, or its workflow, is not in the configuration.
            ConditionError: title or template cannot be filled in.
        """
        spec = report_named(desk.rules, self.report)
        workflow = desk.rules.workflows.get(spec.workflow) if spec else None
        if spec is None or workflow is None:
            message = f"there is no report {self.report!r} with a workflow"
            raise ActionFault(message)
        # the calendar of the reports, whatever the schedule counts in
        calendar = desk.rules.calendar
        period = period_ended(spec.period, calendar.today(desk.now), calendar)
        desk.draft.effects.append(self._opened(desk, spec, _in_project(desk, workflow, spec), period))
        return f"opens the report {self.report} for {period}"

    def _opened(self, desk: Desk, spec: ReportSpec, workflow: CompiledWorkflow, period: Period) -> OpenIssue:
        found = desk.ask.report(self.report, period)
        facts: Mapping[str, Any] = {
            "lines": lines(found),
            "compared_with": found.compared_with,
            "asked": [figure.asked for figure in found.figures if figure.asked],
        }
        effect, reasons = new_issue(
            desk,
            workflow,
            {"Report": self.report, "Period": period.label},
            claimant=desk.draft.claimant,
            title=desk.acting(period=period.label).raw(spec.title),
            facts=facts,
            link_type=None,
        )
        desk.draft.reasons.extend(reasons)
        people = (*effect.assignees, *desk.rules.people.named(spec.assignees))
        return replace(effect, assignees=tuple(dict.fromkeys(people)))


def _in_project(desk: Desk, workflow: CompiledWorkflow, spec: ReportSpec) -> CompiledWorkflow:
    """`workflow` with issues in the project of the report, where it names one."""
    project = desk.rules.config.projects.get(spec.project or "")
    return replace(workflow, project=project.path) if project else workflow
