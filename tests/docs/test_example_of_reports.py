"""docs/reports.md says what KPIs and reports are: its examples are those that ship, and no name is left out."""

from __future__ import annotations

import re
from typing import Any

import yaml

from automation.config.report import SOURCES, Kpi, Remark, ReportSpec
from automation.decide.kpis import statistics
from automation.decide.kpis.items import Records
from automation.decide.kpis.measure import Measure
from automation.decide.kpis.run import kpis_of, report_named
from automation.decide.periods import period_named
from automation.model.history import History
from tests.play import ROOT, shipped

PAGE = (ROOT / "docs" / "reports.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCES: list[dict[str, Any]] = [yaml.safe_load(text) for text in FENCE.findall(PAGE)]
#: what stands in code on the page
CODE = set(re.findall(r"[A-Za-z_]+", " ".join(re.findall(r"`([^`\n]+)`", PAGE))))


def test_the_examples_of_kpis_are_those_that_ship():
    """A reader can look them up in the programs."""
    first, formula, _, _ = FENCES
    written = {**first["kpis"], **formula}
    known = {key: kpi for key, (_, kpi) in kpis_of(shipped()).items()}

    assert {key: Kpi.model_validate(kpi) for key, kpi in written.items()} == {key: known[key] for key in written}


def test_the_example_of_a_remark_is_right():
    """It is what a KPI may have, and its condition that of the KPI that ships."""
    found = Remark.model_validate(FENCES[2]["remark"])
    remark = kpis_of(shipped())["responses_within_60_minutes_pct"][1].remark

    assert remark is not None
    assert found.if_ == remark.if_


def test_the_example_of_a_report_is_a_part_of_the_one_that_ships():
    """Its KPIs are among those, all else is the same, and its schedule opens it."""
    ((name, written),) = FENCES[3]["reports"].items()
    found, known = ReportSpec.model_validate(written), report_named(shipped(), name)

    assert known is not None
    assert set(found.kpis) <= set(known.kpis)
    assert found.model_copy(update={"kpis": known.kpis, "project": known.project}) == known
    assert FENCES[3]["schedules"][0]["do"] == [{"report": name}]


def test_every_name_is_explained():
    """What expressions of KPIs may use stands on the page: sources, names, functions, words of formulas."""
    rules = shipped()
    period = period_named("2027-01", rules.calendar)
    measure = Measure(rules=rules, records=Records.of(History(), period, rules.calendar))
    names = {*measure.common(), *measure.records.as_left("a/b#1", ()), *statistics.of([]), *SOURCES}
    parts = {**measure.records.as_left("a/b#1", ()), **measure.common()}
    inner = {word for name in ("issue", "entry", "period") for word in parts[name]}

    assert names - CODE == set()
    assert inner - set(re.findall(r"[A-Za-z_]+", PAGE)) == set()
