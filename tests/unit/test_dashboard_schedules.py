"""Runs of schedules on the dashboard."""

from __future__ import annotations

import pytest

from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Event, EventKind
from automation.model.plan import OpenIssue, Plan
from automation.model.refs import schedule_key
from automation.model.snapshot import Memory
from automation.model.work import EffectRecord, EffectState, RunState
from tests.small import PATH
from tests.store_parts import NOW, open_store, run
from tests.unit.dashboard_parts import Shown, client, keep

KEY = schedule_key("Call AMER/EMEA")
EVENT = Event(id=f"{KEY}:2026-12-01", kind=EventKind.SCHEDULE, action="Call AMER/EMEA", at=NOW)
REASON = Reason("Schedule Call AMER/EMEA: open_issue", Verdict.ERROR, "there is no template 'Cal'")


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser on one run of a schedule, which opened an issue."""
    effect = OpenIssue(project=PATH, title="A title to hide", description="", confidential=True)
    written = EffectRecord(
        index=0, effect=effect, state=EffectState.DONE, result={"project": PATH, "iid": 4, "confidential": True}, at=NOW
    )
    decision = Decision(outcome=Outcome.PROCESSED, plan=Plan((effect,)), reasons=(REASON,))
    done = run(
        "R01",
        KEY,
        before=None,
        memory_before=Memory(),
        decision=decision,
        events=(EVENT,),
        effects=(written,),
        lookups={},
        state=RunState.DONE,
        finished_at=NOW,
    )
    with open_store(tmp_path_factory.mktemp("runs")) as store:
        keep(store, done)
        yield client(Shown(store=store))


def test_runs_of_a_schedule_are_found_by_its_name(browser):
    """The list says what came round, and is filtered by the work key of the schedule as by an issue."""
    (row,) = browser.get("/runs.json", query_string={"issue": KEY}).json["rows"]

    assert (row["id"], row["events"]) == ("R01", ["schedule.Call AMER/EMEA"])
    assert row["subject"] == {"work_key": KEY, "short": KEY, "project": None, "iid": None, "url": None}


def test_why_is_said_in_full_and_titles_are_not(browser):
    """What a schedule says is what the configuration says; the issue that it opened may be confidential."""
    page = browser.get("/runs/R01.json").json

    assert [(step["title"], step["detail"]) for step in page["reasons"]] == [(REASON.title, REASON.detail)]
    assert page["hides_words"] is False
    assert "A title to hide" not in browser.get("/runs/R01").text
