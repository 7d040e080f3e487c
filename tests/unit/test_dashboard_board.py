"""The board of a workflow."""

from __future__ import annotations

from datetime import date

import pytest

from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.model.work import RunState
from tests.small import PATH
from tests.store_parts import NOW, open_store, record, run, snapshot
from tests.unit.dashboard_parts import GITLAB, Shown, client, keep
from webhooks.dashboard.board import COLUMN, PAGE, Due, due_mark


def issue(iid, stage, **parts):
    """An issue of the workflow `story`."""
    ref = IssueRef(PATH, iid)
    memory = Memory(workflow="story", stage=stage, stage_since=NOW)
    return record(ref, snapshot=snapshot(ref, **parts), memory=memory, workflow="story")


def browser_on(store, *issues):
    """A browser on a board of `issues`."""
    done = run("R1", str(issues[0].ref), state=RunState.DONE, finished_at=NOW)
    keep(store, done, issues[0], *issues[1:])
    return client(Shown(store=store))


def columns(page):
    """The refs of the cards by stage, in the order of the board."""
    return {column["stage"]["name"]: [card["iid"] for card in column["cards"]] for column in page["columns"]}


def test_columns_are_the_stages_in_their_order(tmp_path):
    """Each stage of the configuration has a column; what only the store knows stands behind, no stage at the end."""
    stages = ((1, "Doing"), (2, "New"), (3, None), (4, "Former"), (5, "Doing"))
    with open_store(tmp_path) as store:
        closed = issue(6, "Done", state="closed")
        browser = browser_on(store, *(issue(iid, stage) for iid, stage in stages), closed)
        page = browser.get("/boards/story.json").json
    assert columns(page) == {"New": [2], "Doing": [1, 5], "Done": [], "Former": [4], None: [3]}
    shown = [
        (column["stage"]["count"], column["stage"]["closed"], column["stage"]["tone"]) for column in page["columns"]
    ]
    assert shown == [(1, False, 0), (2, False, 1), (0, True, 2), (1, False, None), (1, False, None)]
    assert (page["open"], page["program"], page["workflows"]) == (5, "Stories", ["story", "secret"])


def test_card(tmp_path):
    """A card has what one needs to find out who has to do something by when."""
    with open_store(tmp_path) as store:
        late = issue(1, "New", title="<b>Bold</b> & more", assignees=("steve.george",), due_date=date(2026, 11, 30))
        browser = browser_on(store, late)
        page, twin = browser.get("/boards/story"), browser.get("/boards/story.json").json
    assert twin["columns"][0]["cards"] == [
        {
            "ref": f"{PATH}#1",
            "project": PATH,
            "iid": 1,
            "url": f"{GITLAB}/{PATH}/-/issues/1",
            "title": "<b>Bold</b> & more",
            "assignees": ["steve.george"],
            "since": "2026-12-01T09:00:00Z",
            "due_date": "2026-11-30",
            "due": "late",
        }
    ]
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more" in page.text
    assert "<b>Bold" not in page.text


def test_long_columns_are_cut_and_continued(tmp_path):
    """A stage shows its oldest issues and leads to a page of its own, which leads on until all were shown."""
    others = [issue(iid, "Doing") for iid in range(1, PAGE + 6)]
    news = [issue(iid, "New") for iid in range(500, 500 + COLUMN + 1)]
    with open_store(tmp_path) as store:
        browser = browser_on(store, *others, *news)
        board = browser.get("/boards/story.json").json
        first = browser.get("/boards/story.json?stage=Doing").json
        second = browser.get(f"/boards/story.json?stage=Doing&after={first['after']}").json
        link = "/boards/story?stage=Doing"
        assert link in browser.get("/boards/story").text
    assert columns(board) | {"Done": []} == {
        "New": list(range(500, 500 + COLUMN)),
        "Doing": list(range(1, COLUMN + 1)),
        "Done": [],
    }
    assert (columns(first), columns(second), second["after"]) == (
        {"Doing": list(range(1, PAGE + 1))},
        {"Doing": list(range(PAGE + 1, PAGE + 6))},
        None,
    )


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param(None, Due.NONE, id="no date"),
        pytest.param(date(2026, 11, 30), Due.LATE, id="yesterday"),
        pytest.param(date(2026, 12, 1), Due.SOON, id="today is not late"),
        pytest.param(date(2026, 12, 3), Due.SOON, id="in two days"),
        pytest.param(date(2026, 12, 4), Due.NONE, id="in three days"),
    ],
)
def test_due_mark(due, expected):
    """Late is after the day, soon is from two days before it on."""
    assert due_mark(due, date(2026, 12, 1)) is expected
