"""The list of runs: filters and pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.model.decision import Decision, Outcome
from automation.model.events import Event, EventKind
from automation.model.refs import IssueRef, intake_key
from automation.model.snapshot import Memory
from automation.model.work import RunState
from tests.small import PATH
from tests.store_parts import NOW, open_store, run, snapshot
from tests.unit.dashboard_parts import GITLAB, Shown, client, keep
from webhooks.dashboard.runs import PAGE

STORY = Memory(workflow="story")
EVENTS = tuple(Event(id=kind, kind=kind, action="open", at=NOW) for kind in (EventKind.ISSUE, EventKind.TIMER))


def _run(number, key, state=RunState.DONE, *, effects=(), error="", memory=STORY, **decision):
    told = Decision(**{"outcome": Outcome.PROCESSED, "memory": memory, **decision})
    parts = {"decision": told, "state": state, "finished_at": NOW, "events": EVENTS, "error": error}
    return run(f"R{number:02}", key, before=snapshot(), started_at=NOW, effects=effects, **parts)


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser on four runs of two issues and an intake; the last one is under way."""
    with open_store(tmp_path_factory.mktemp("runs")) as store:
        keep(store, _run(1, f"{PATH}#1", actor="nicole.smith", matched=("Thank the author", "Route")))
        keep(store, _run(2, f"{PATH}#1", outcome=Outcome.STALE, error="UpdateIssue: PUT was answered with 403 no"))
        keep(store, _run(3, intake_key("story"), memory=None))
        keep(store, run("R04", f"{PATH}#2", state=RunState.APPLYING, events=EVENTS, memory_before=STORY))
        yield client(Shown(store=store, now=lambda: NOW + timedelta(minutes=3)))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        pytest.param("", ["R04", "R03", "R02", "R01"], id="all, newest first"),
        pytest.param("workflow=&outcome=&actor=&issue=+", ["R04", "R03", "R02", "R01"], id="a form left empty"),
        pytest.param("workflow=story", ["R03", "R02", "R01"], id="workflow"),
        pytest.param("outcome=stale", ["R02"], id="outcome"),
        pytest.param("actor=nicole.smith", ["R01"], id="who"),
        pytest.param("actor=@nicole.smith", ["R01"], id="who, as one writes people"),
        pytest.param("rule=Route", ["R01"], id="rule"),
        pytest.param("state=applying", ["R04"], id="state"),
        pytest.param(f"issue={PATH}%231", ["R02", "R01"], id="issue by reference"),
        pytest.param(f"issue={GITLAB}/{PATH}/-/issues/1", ["R02", "R01"], id="issue by address"),
        pytest.param(f"issue={PATH}/-/work_items/2", ["R04"], id="issue by its newer address"),
        pytest.param("issue=intake:story", ["R03"], id="intakes"),
        pytest.param(f"issue={PATH}%231&outcome=processed", ["R01"], id="all conditions together"),
        pytest.param("actor=nobody", [], id="nothing fits"),
        pytest.param("before=R03", ["R02", "R01"], id="behind a run"),
    ],
)
def test_filters(browser, query, expected):
    """The list has the runs that fit everything that is asked, and the page the same as its twin."""
    page, twin = browser.get(f"/runs?{query}"), browser.get(f"/runs.json?{query}")
    assert [row["id"] for row in twin.json["rows"]] == expected
    assert [name for name in ("R04", "R03", "R02", "R01") if f'id="run-{name}"' in page.text] == expected


def test_line_of_a_run(browser):
    """A line has all that is known of the run at a glance; of an error its status only."""
    rows = {row["id"]: row for row in browser.get("/runs.json").json["rows"]}
    assert rows["R02"] == {
        "id": "R02",
        "subject": {
            "work_key": f"{PATH}#1",
            "short": "stories#1",
            "project": PATH,
            "iid": 1,
            "url": f"{GITLAB}/{PATH}/-/issues/1",
        },
        "workflow": "story",
        "at": "2026-12-01T09:00:00Z",
        "events": ["issue.open", "timer.open"],
        "state": "done",
        "outcome": "stale",
        "actor": None,
        "rules": [],
        "effects": [],
        "error": "GitLab answered 403",
    }
    assert rows["R04"]["effects"] == ["1 note", "1 update"]
    assert rows["R03"]["subject"] == {
        "work_key": "intake:story",
        "short": "intake:story",
        "project": None,
        "iid": None,
        "url": None,
    }


def test_page_tells_times_twice(browser):
    """How long ago for a glance, the instant for whoever wants to know."""
    expected = '<time datetime="2026-12-01T09:00:00+00:00" title="2026-12-01 09:00:00 UTC">3 min ago</time>'
    assert expected in browser.get("/runs").text


def test_pages_follow_each_other(tmp_path):
    """From page to page each run is shown once, with the filter kept, until there are no older ones."""
    ids = [f"R{number:02}" for number in range(2 * PAGE + 1)]
    with open_store(tmp_path) as store:
        for number in range(len(ids)):
            keep(store, _run(number, str(IssueRef(PATH, number + 1))))
        browser = client(Shown(store=store))
        query, seen = {"workflow": "story"}, []
        while query:
            page = browser.get("/runs.json", query_string=query).json
            seen.append([row["id"] for row in page["rows"]])
            assert page["newest"] == {"workflow": "story"}
            query = page["older"]
    assert (list(map(len, seen)), [name for names in seen for name in names]) == ([PAGE, PAGE, 1], ids[::-1])
