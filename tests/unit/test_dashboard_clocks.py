"""Clocks on the page of an issue."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest

from automation.model.refs import IssueRef
from automation.model.snapshot import ClockState, Memory
from tests.small import PATH, compiled, workflow
from tests.store_parts import NOW, ended, open_store, record, run, snapshot
from tests.unit.dashboard_parts import Shown, client, keep

REF = IssueRef(PATH, 7)
RULES = compiled(
    workflow("clocks: {Reply: {pauses: Doing, steps: [{at: 45 minutes, name: Due soon, do: []}, {at: due, do: []}]}}")
)
STARTED = ClockState(started_at=NOW - timedelta(minutes=12), stage="New", running_since=NOW - timedelta(minutes=12))


@pytest.mark.parametrize(
    ("state", "labels", "expected"),
    [
        pytest.param(
            STARTED,
            set(),
            "12 minutes of 45 minutes, runs since 2026-12-01 08:48 UTC; Due soon comes at 2026-12-01 09:33 UTC",
            id="it runs",
        ),
        pytest.param(
            STARTED,
            {"Bot::Hold"},
            "12 minutes, runs since 2026-12-01 08:48 UTC; steps wait for the end of the hold",
            id="on hold",
        ),
        pytest.param(
            replace(STARTED, running_since=None, spent=timedelta(hours=26)),
            set(),
            "stands still in New after 1 day 2 hours",
            id="it stands still",
        ),
        pytest.param(
            replace(STARTED, done=frozenset({"Due soon"})),
            set(),
            "12 minutes, runs since 2026-12-01 08:48 UTC; due comes at 2026-12-03 00:00 UTC",
            id="the due date comes next",
        ),
        pytest.param(
            replace(STARTED, running_since=NOW + timedelta(hours=1)),
            set(),
            "starts at 2026-12-01 10:00 UTC",
            id="not yet",
        ),
    ],
)
def test_the_page_shows_how_far_clocks_are(tmp_path, state, labels, expected):
    """Each clock says what it has counted and what comes next; one that the configuration does not have, nothing."""
    issue = snapshot(REF, due_date=(NOW + timedelta(days=1)).date(), labels=frozenset(labels))
    memory = Memory(seen=issue, workflow="story", stage="New", clocks={"Reply": state, "Gone": state})
    with open_store(tmp_path) as store:
        keep(store, ended(run("R1", str(REF))), record(REF, snapshot=issue, memory=memory, workflow="story"))
        browser = client(Shown(store=store, configuration=SimpleNamespace(current=lambda: RULES)))
        data, page = browser.get(f"/issues/{PATH}/7.json").json, browser.get(f"/issues/{PATH}/7").text

    assert data["clocks"] == [{"name": "Clock Reply", "value": expected}]
    assert f"<dt>Clock Reply</dt><dd>{expected}</dd>" in page
