"""All KPIs that belong together, on one period and on the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from automation.config.report import Kpi, ReportSpec
from automation.decide.kpis.items import Records
from automation.decide.kpis.measure import Measure
from automation.decide.periods import period_before
from automation.model.history import History
from automation.model.report import Figure, Period, Report, Value

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled


def kpis_of(rules: Compiled) -> dict[str, tuple[str, Kpi]]:
    """Every KPI with the key of its program, in the order of the files."""
    programs = rules.config.programs.items()
    return {key: (name, kpi) for name, program in programs for key, kpi in program.kpis.items()}


def report_named(rules: Compiled, name: str) -> ReportSpec | None:
    """The report `name`, of any program."""
    return next((part.reports[name] for part in rules.config.programs.values() if name in part.reports), None)


def workflows_for(rules: Compiled, wanted: Iterable[str]) -> frozenset[str]:
    """The workflows whose history the KPIs `wanted` need, those of their programs included."""
    programs = _programs(rules, wanted)
    counted = {key for name, kpi in kpis_of(rules).values() if name in programs for key in kpi.workflow}
    own = {key for name in programs for key in rules.config.programs[name].workflows}
    return frozenset(counted | own)


def report_of(rules: Compiled, title: str, wanted: Iterable[str], period: Period, history: History) -> Report:
    """The figures `wanted`, by their keys and in their order, for `period` and the one before it.

    Args:
        rules: the configuration.
        title: of the report.
        wanted: keys of KPIs; one that is not there is left out.
        period: what the report is about.
        history: of the workflows that `workflows_for` names, up to the end of the period.
    """
    wanted, calendar = tuple(wanted), rules.calendar
    last = period_before(period, calendar)
    # a figure of the last period may compare itself with the one before that
    values: Mapping[str, Value] = dict.fromkeys(kpis_of(rules))
    for earlier in (period_before(last, calendar), last):
        found = _figures(rules, wanted, earlier, history, values)
        values = {**values, **{key: figure.value for key, figure in found.items()}}
    found = _figures(rules, wanted, period, history, values)
    figures = tuple(found[key] for key in wanted if key in found)
    return Report(title=title, period=period, compared_with=last.label, figures=figures)


def _figures(
    rules: Compiled, wanted: Iterable[str], period: Period, history: History, before: Mapping[str, Value]
) -> dict[str, Figure]:
    """Those `wanted`, and whatever else their programs count, for formulas."""
    programs = _programs(rules, wanted)
    measure = Measure(rules=rules, records=Records.of(history, period, rules.calendar), before=before)
    known: dict[str, Value] = {}
    figures: dict[str, Figure] = {}
    for key, (name, kpi) in kpis_of(rules).items():
        if name in programs:
            figures[key] = measure.figure(key, kpi, known)
            known[key] = figures[key].value
    return figures


def _programs(rules: Compiled, wanted: Iterable[str]) -> frozenset[str]:
    known = kpis_of(rules)
    return frozenset(known[key][0] for key in wanted if key in known)
