"""Sweeps on the dashboard."""

from __future__ import annotations

import pytest

from automation.runtime.store import Find, Limit, ScanPage, SweepRequest
from tests.small import PATH
from tests.store_parts import NOW, REF, open_store
from tests.unit.dashboard_parts import Shown, client

TITLE = "A title to hide"
WORKER = "host:1:1"
PLAN = f"""{{
  "stretches": [{{"project": "{PATH}", "filters": {{}}, "policies": ["Mark bugs"], "length": 9}}],
  "populations": {{"Mark bugs": 9}}
}}"""


def sweep(store, *, held: bool, error: str = "") -> None:
    """A sweep that found one issue, and is held, or handed in what it found."""
    store.start_sweep(SweepRequest(id="S1", policies=(), started_at=NOW))
    store.plan_sweep(_taken(store), WORKER, PLAN, {"Mark bugs": 9})
    find = Find(policy="Mark bugs", ref=REF, created_at=NOW, number=7, effects=("+Seen",), item={"title": TITLE})
    page = ScanPage(finds=(find,), looked=9, selected={"Mark bugs": 2}, listing=1, page="", error=error)
    store.keep_page(_taken(store), WORKER, page)
    store.end_scan(_taken(store), WORKER, {"Mark bugs": Limit(5)}, lambda _tally: held, NOW)
    store.end_sweep(_taken(store), WORKER, () if held else ("Mark bugs",), (), NOW)


def _taken(store):
    found = store.take_sweep(WORKER, NOW, 60)
    assert found is not None
    return found


@pytest.mark.parametrize(("held", "state"), [(False, "done"), (True, "held")], ids=["done", "held"])
def test_a_sweep_with_its_policies(tmp_path, held, state):
    """How far it got, and in numbers what each policy found; nothing of what issues say."""
    with open_store(tmp_path) as store:
        sweep(store, held=held)
        browser = client(Shown(store=store))
        page, text = browser.get("/sweeps.json").json, browser.get("/sweeps").text

    assert page == {
        "sweeps": [
            {
                "id": "S1",
                "state": state,
                "started_at": "2026-12-01T09:00:00Z",
                "finished_at": None if held else "2026-12-01T09:00:00Z",
                "looked": 9,
                "of": 9,
                "error": "",
                "held": held,
                "policies": [
                    {
                        "policy": "Mark bugs",
                        "state": state,
                        "population": 9,
                        "selected": 2,
                        "writes": 1,
                        "left_out": 0,
                    }
                ],
            }
        ]
    }
    assert TITLE not in text
    assert ("usher sweep --release S1" in text) is held


def test_what_is_held_is_a_trouble(tmp_path):
    """The first page says that a person is asked for."""
    with open_store(tmp_path) as store:
        sweep(store, held=True)
        troubles = client(Shown(store=store)).get("/index.json").json["troubles"]

    assert troubles == ["the brake holds 1 policy of sweeps for a person"]


def test_faults_are_said_in_brief(tmp_path):
    """What GitLab or a condition said may quote an issue: only the status is shown."""
    with open_store(tmp_path) as store:
        sweep(store, held=False, error=f"{PATH}: projects/issues was answered with 404, {TITLE}")
        (shown,) = client(Shown(store=store)).get("/sweeps.json").json["sweeps"]

    assert shown["error"] == "GitLab answered 404"


def test_a_sweep_before_its_plan(tmp_path):
    """What was only just asked for is there, without numbers."""
    with open_store(tmp_path) as store:
        store.start_sweep(SweepRequest(id="S1", policies=(), started_at=NOW))
        (shown,) = client(Shown(store=store)).get("/sweeps.json").json["sweeps"]

    assert (shown["state"], shown["looked"], shown["of"], shown["policies"]) == ("scanning", 0, None, [])


def test_without_any_sweep(tmp_path):
    """The page says how sweeps begin."""
    with open_store(tmp_path) as store:
        text = client(Shown(store=store)).get("/sweeps").text

    assert "No sweep yet." in text
