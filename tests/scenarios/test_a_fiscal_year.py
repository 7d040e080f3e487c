"""The clock run through FY28 with the programs that ship: both changes of the clock, all schedules, and people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from automation.decide.ready import make_ready
from automation.model.decision import Verdict
from automation.scenarios.explain import explanation
from automation.scenarios.load import load_scenario
from automation.scenarios.play import begin, come_of
from automation.scenarios.points import reports_after
from automation.scenarios.stage import Stage, stage
from tests.play import ROOT, flat
from tests.scenarios.fiscal_year import written

pytestmark = pytest.mark.sandbox_only

CONFIG = ROOT / "config.yml"


def faults(year: Stage) -> Iterator[str]:
    """Play the whole year; gives whatever is not as it should be, in words."""
    begin(year)
    for step in year.scenario.steps:
        difference, acted = come_of(step, year)
        if difference:
            yield from (step.id, *difference.lines(), *explanation(year, acted))
        yield from errors(year)
        yield from (line for one in reports_after(year, step.id) if not one.passed for line in one.difference.lines())


def errors(year: Stage) -> Iterator[str]:
    """What could not be evaluated in the last step."""
    runs = [run for run_id in year.runs if (run := year.service.store.run(run_id)) is not None]
    for reason in flat(reason for run in runs for reason in run.decision.reasons):
        if reason.verdict is Verdict.ERROR:
            yield f"{reason.title}: {reason.detail}"


def test_a_fiscal_year_is_what_the_programs_say(tmp_path: Path) -> None:
    """Whatever the tables say is opened, moved, warned of, closed and counted at its instant, and nothing else is."""
    rules = make_ready(CONFIG, {})[1]
    scenario = load_scenario(written(tmp_path / "year.yml"), rules.config, "year.yml")
    with stage(rules, CONFIG, scenario) as year:
        assert list(faults(year)) == []

        counts = year.service.store.counts()
        assert (counts.stored > 0, counts.waiting, counts.dead) == (True, 0, 0)
