"""Trying what KPIs and reports say on a made-up history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from automation.config.faults import Problem
from automation.config.report import Kpi
from automation.decide.expressions import ConditionError
from automation.decide.kept import kept_fields
from automation.decide.kpis import statistics
from automation.decide.kpis.items import Records
from automation.decide.kpis.measure import Measure
from automation.decide.ledgers import names_in
from automation.decide.periods import period_ended
from automation.decide.sample import SAMPLED_AT, sample_desk
from automation.decide.trying import problem, try_text
from automation.model.history import Entry, History, IssueFacts

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledWorkflow

Trail = tuple[str | int, ...]
_DAY: Final = timedelta(days=1)
#: rows of ledgers that a made-up issue has
_ROW: Final = {"type": "sample", "date": "2027-01-04", "url": "https://example.com/page"}


def try_reports(rules: Compiled) -> Iterator[Problem]:
    """What is wrong with the expressions of KPIs and the titles of reports."""
    desk = sample_desk(rules, None).acting(period="2027-01")
    known: dict[str, int | float | None] = {}
    for program, part in rules.config.programs.items():
        for key, kpi in part.kpis.items():
            yield from _kpi(rules, kpi, known, ("programs", program, "kpis", key))
            known[key] = 1
        for key, report in part.reports.items():
            yield from try_text(desk, report.title, ("programs", program, "reports", key, "title"))


def _kpi(rules: Compiled, kpi: Kpi, known: Mapping[str, int | float | None], trail: Trail) -> Iterator[Problem]:
    workflows = [found for key in kpi.workflow if (found := rules.workflows.get(key))]
    if len(workflows) < len(kpi.workflow) or kpi.number:
        return  # a workflow that is not there is a fault already
    measure = _measure(rules, workflows, kpi, known)
    names = next(measure.records.items(kpi), None) if kpi.sources else {}
    if names is None:
        return
    for option in ("when", "each", "by") if kpi.sources else ():
        yield from _tried(rules, getattr(kpi, option) or "true", {**measure.common(), **names}, (*trail, option))
    formula = {
        **measure.common(),
        **statistics.of([1, 2]),
        "kpi": dict(known),
        "before": {**known, **dict.fromkeys(_all(rules), 1)},
    }
    yield from _tried(rules, kpi.value, formula, (*trail, "value"))
    if kpi.remark is not None:
        names = {"values": rules.config.values, "figure": {"now": 1, "last": 1}}
        yield from _tried(rules, kpi.remark.if_, names, (*trail, "remark", "if"))


def _tried(rules: Compiled, written: str, names: Mapping[str, Any], trail: Trail) -> Iterator[Problem]:
    try:
        rules.texts.expression(written).evaluate(names)
    except ConditionError as error:
        if not isinstance(error.__cause__, ArithmeticError):
            yield problem(trail, str(error), "condition")


def _measure(
    rules: Compiled, workflows: list[CompiledWorkflow], kpi: Kpi, known: Mapping[str, int | float | None]
) -> Measure:
    period = period_ended("month", SAMPLED_AT.date() + 31 * _DAY, rules.calendar)
    entries, issues = [], {}
    for workflow in workflows:
        facts = _facts(rules, workflow, kpi)
        issues[facts.ref] = facts
        first = Entry(ref=facts.ref, workflow=workflow.key, at=SAMPLED_AT - _DAY)
        stage = next(iter((*kpi.entered, *kpi.left, *workflow.stages)), "")
        entries += [
            first,
            replace(first, at=SAMPLED_AT, stage="" if kpi.left else stage, from_stage=stage if kpi.left else ""),
        ]
        if kpi.standing:
            entries[-1] = replace(entries[-1], stage=next(iter(kpi.standing)))
    records = Records.of(History(entries=tuple(entries), issues=issues), period, rules.calendar)
    return Measure(rules=rules, records=records, before=dict(known))


def _facts(rules: Compiled, workflow: CompiledWorkflow, kpi: Kpi) -> IssueFacts:
    issue = sample_desk(rules, workflow).draft.before
    ref = f"{workflow.project}#{len(workflow.key)}"
    return IssueFacts(
        ref=ref,
        workflow=workflow.key,
        created_at=SAMPLED_AT,
        author=issue.author,
        assignees=(issue.author,),
        due_date=SAMPLED_AT.date(),
        first_response=SAMPLED_AT,
        origin=ref,
        fields=kept_fields(workflow, issue.description, confidential=workflow.spec.confidential == "always"),
        ledgers={name: (_ROW,) for name in (*names_in(workflow.spec.model_dump()), kpi.rows) if name},
    )


def _all(rules: Compiled) -> list[str]:
    return [key for program in rules.config.programs.values() for key in program.kpis]
