"""The first page: whether all is well."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.model.work import RunState
from automation.runtime.checks import Check
from tests.small import PATH
from tests.store_parts import NOW, claim, complete, delivery, open_store, record, run, snapshot
from tests.unit.dashboard_parts import Shown, client, keep

REF = IssueRef(PATH, 7)
GOOD = {"gitlab": Check(ok=True, detail="we are usher-bot")}


def _bury(store):
    store.receive(delivery("d1", str(REF)))
    store.bury(claim(store), "no answer in time (12 tries)")


@pytest.mark.parametrize(
    ("prepare", "checks", "minutes", "troubles"),
    [
        pytest.param(lambda _store: None, GOOD, 0, [], id="all is well"),
        pytest.param(
            lambda _store: None,
            {"gitlab": Check(ok=False, detail="not asked yet"), "config": Check(ok=True, detail="in force")},
            0,
            ["Gitlab: not asked yet"],
            id="a check",
        ),
        pytest.param(_bury, GOOD, 60, ["1 key was given up"], id="a dead letter, which does not wait any more"),
        pytest.param(lambda store: store.receive(delivery()), GOOD, 10, [], id="ten minutes are not long"),
        pytest.param(
            lambda store: store.receive(delivery()),
            GOOD,
            11,
            ["deliveries wait for longer than ten minutes"],
            id="longer than ten minutes",
        ),
    ],
)
def test_troubles(tmp_path, prepare, checks, minutes, troubles):
    """The page begins with what is not as it should be, and else says that all is well."""
    with open_store(tmp_path) as store:
        prepare(store)
        browser = client(Shown(store=store, checks=checks, now=lambda: NOW + timedelta(minutes=minutes)))
        page, text = browser.get("/index.json").json, browser.get("/").text
    assert page["troubles"] == troubles
    assert ("All is well" in text) is not bool(troubles)


def test_workflows_show_how_many_issues_are_in_each_stage(tmp_path):
    """Every workflow of the configuration is there, with the number of open issues by stage."""
    with open_store(tmp_path) as store:
        stages = ("New", "New", "Doing", None)
        issues = [_issue(number, stage) for number, stage in enumerate(stages, 1)]
        keep(store, run("R1", str(issues[0].ref), state=RunState.DONE, finished_at=NOW), issues[0], *issues[1:])
        browser = client(Shown(store=store))
        flows, text = browser.get("/index.json").json["workflows"], browser.get("/").text
    shown = [(flow["key"], flow["open"], {item["name"]: item["count"] for item in flow["stages"]}) for flow in flows]
    assert shown == [("story", 4, {"New": 2, "Doing": 1, "Done": 0, None: 1}), ("secret", 0, {"New": 0, "Done": 0})]
    assert '<rect class="tone-1" x="2" y="0" width="1" height="1"/>' in text


def _issue(number, stage):
    ref = IssueRef(PATH, number)
    return record(ref, snapshot=snapshot(ref), memory=Memory(workflow="story", stage=stage), workflow="story")


def test_counts_add_up(tmp_path):
    """The account of deliveries is shown as the store has it, work under way by its state."""
    with open_store(tmp_path) as store:
        _bury(store)
        store.receive(delivery("d2", f"{PATH}#9"))
        keep(store, run("R1", f"{PATH}#8", state=RunState.DONE, finished_at=NOW))
        store.count_rejected()
        page = client(Shown(store=store)).get("/index.json").json
    assert page["counts"] == {
        "stored": 3,
        "duplicates": 0,
        "rejected": 1,
        "done": 1,
        "waiting": 1,
        "dead": 1,
        "oldest_waiting": "2026-12-01T09:00:00Z",
    }
    assert page["work"] == [["waiting", 1]]
    assert [(letter["work_key"], letter["deliveries"]) for letter in page["dead"]] == [(str(REF), 1)]


def test_rules_of_which_people_take_back_what_they_set(tmp_path):
    """Each is there with how often, and leads to its runs; where there are none, nothing is said of it."""
    with open_store(tmp_path) as store:
        browser = client(Shown(store=store))
        before = browser.get("/").text
        store.receive(delivery("d1", str(REF)))
        complete(store, run("R1", str(REF)), regretted=["Hot & cold"])
        page, text = browser.get("/index.json").json, browser.get("/").text

    assert "Taken back by people" not in before
    assert page["regrets"] == [{"rule": "Hot & cold", "taken_back": 1, "runs": 0}]
    assert '<a href="/runs?rule=Hot+%26+cold">Hot &amp; cold</a>: 1 taken back, held in 0 runs' in text
