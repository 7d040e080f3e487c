"""Trying what KPIs and reports say on a made-up history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from automation.config.faults import Problem
from automation.config.report import Kpi
from automation.decide.expressions import ConditionError
from automation.decide.kept import may_be_kept
from automation.decide.kpis import statistics
from automation.decide.kpis.items import Records
from automation.decide.kpis.measure import Measure
from automation.decide.kpis.names import Names
from automation.decide.kpis.run import kpis_of
from automation.decide.ledgers import names_in
from automation.decide.periods import period_named
from automation.decide.sample import SAMPLED_AT, sample_desk
from automation.decide.trying import problem, try_text
from automation.model.history import Entry, History, IssueFacts
from automation.model.report import Value

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledWorkflow

Trail = tuple[str | int, ...]
#: rows of ledgers that a made-up issue has
_ROW: Final = {"type": "sample", "date": "2027-01-04", "url": "https://example.com/page"}


def try_reports(rules: Compiled) -> Iterator[Problem]:
    """What is wrong with the expressions of KPIs and the titles of reports."""
    desk = sample_desk(rules, None).acting(period="2027-01")
    known: dict[str, Value] = {}
    for program, part in rules.config.programs.items():
        for key, kpi in part.kpis.items():
            yield from _kpi(rules, kpi, known, ("programs", program, "kpis", key))
            known[key] = 1
        for key, report in part.reports.items():
            yield from try_text(desk, report.title, ("programs", program, "reports", key, "title"))


def _kpi(rules: Compiled, kpi: Kpi, known: Mapping[str, Value], trail: Trail) -> Iterator[Problem]:
    workflows = [found for key in kpi.workflow if (found := rules.workflows.get(key))]
    if len(workflows) < len(kpi.workflow):
        return  # a fault already
    records = Records.of(History(), period_named("2027-01", rules.calendar), rules.calendar)
    common = Measure(rules=rules, records=records).common()
    if workflows and not kpi.number:
        item = {**common, **_item(rules, records, workflows)}
        for option in ("when", "each", "by"):
            yield from _tried(rules, getattr(kpi, option) or "true", item, (*trail, option))
    formula = {**common, **statistics.of([1, 2]), "kpi": known, "before": dict.fromkeys(kpis_of(rules), 1)}
    yield from _tried(rules, kpi.value, formula, (*trail, "value"))
    if kpi.remark is not None:
        names = {"values": rules.config.values, "figure": {"now": 1, "last": 1}}
        yield from _tried(rules, kpi.remark.if_, names, (*trail, "remark", "if"))


def _item(rules: Compiled, records: Records, workflows: Sequence[CompiledWorkflow]) -> Names:
    """A made-up item of the first of `workflows`, with the fields of all that are ever kept: no others can count."""
    known = [_facts(rules, workflow) for workflow in workflows]
    first = known[0]
    entry = Entry(ref=first.ref, workflow=first.workflow, stage=next(iter(workflows[0].stages), ""), at=SAMPLED_AT)
    history = replace(records.history, issues={first.ref: first})
    names = replace(records, history=history).as_left(first.ref, (entry,))
    return {**names, "fields": {name: value for facts in known for name, value in facts.fields.items()}}


def _facts(rules: Compiled, workflow: CompiledWorkflow) -> IssueFacts:
    issue = sample_desk(rules, workflow).draft.before
    specs, secret = workflow.spec.fields, workflow.spec.confidential == "always"
    values = workflow.fields_of(issue.description)
    return IssueFacts(
        ref=str(issue.ref),
        workflow=workflow.key,
        created_at=SAMPLED_AT,
        author=issue.author,
        assignees=(issue.author,),
        due_date=SAMPLED_AT.date(),
        first_response=SAMPLED_AT,
        origin=str(issue.ref),
        fields={name: value for name, value in values.items() if may_be_kept(specs[name], confidential=secret)},
        ledgers=dict.fromkeys(names_in(workflow.spec.model_dump()), (_ROW,)),
    )


def _tried(rules: Compiled, written: str, names: Mapping[str, Any], trail: Trail) -> Iterator[Problem]:
    try:
        rules.texts.expression(written).evaluate(names)
    except ConditionError as error:
        if not isinstance(error.__cause__, ArithmeticError):
            yield problem(trail, str(error), "condition")
