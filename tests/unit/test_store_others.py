"""What the store tells of other issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from automation.model.others import OtherIssue, Wanted
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.runtime.store import others
from tests.store_parts import NOW, PROJECT, complete, delivery, open_store, record, run, snapshot

ALL = Wanted(workflow="stories", open_only=False)


@pytest.fixture
def store(tmp_path):
    """A store with issues: 1 and 2 in Drafting, 3 closed, 4 of another workflow, 5 of somebody whose name is alike."""
    with open_store(tmp_path) as opened:
        _keep(opened, 1, assignees=("itzikgb",), description="- [ ] Ask **Legal**\n- [x] Write\n- [ ] Ship (optional)")
        _keep(opened, 2, keys={"account": "helios"}, confidential=True, due_date=date(2027, 1, 20))
        _keep(opened, 3, keys={"account": "helios"}, state="closed")
        _keep(opened, 4, workflow="requests")
        _keep(opened, 5, stage="Review", assignees=("itzikgb2",))
        yield opened


def _keep(store, iid, *, workflow="stories", stage="Drafting", keys=None, **facts):
    ref = IssueRef(PROJECT, iid)
    seen = snapshot(ref=ref, id=iid, title=f"Story {iid}", author="april.marks", created_at=NOW, **facts)
    memory = Memory(seen=seen, workflow=workflow, stage=stage, stage_since=NOW, facts={"points": iid})
    store.receive(delivery(f"first:{iid}", str(ref)))
    left = record(ref, snapshot=seen, memory=memory, workflow=workflow, keys=keys or {})
    complete(store, run(f"R{iid}", str(ref)), left)


def numbers(store, **wanted):
    """The issues found, by number."""
    return [IssueRef.parse(found.ref).iid for found in store.issues(replace(ALL, **wanted))]


def test_all_that_is_known(store):
    """An issue is told of as its last run left it, with the tasks that are still to be done."""
    (found,) = store.issues(replace(ALL, assignee="itzikgb"))

    assert found == OtherIssue(
        ref=f"{PROJECT}#1",
        url=found.url,
        stage="Drafting",
        title="Story 1",
        author="april.marks",
        assignees=("itzikgb",),
        created_at=NOW,
        stage_since=NOW,
        facts={"points": 1},
        open_tasks=("Ask Legal",),
    )


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param({}, [1, 2, 3, 5], id="all of the workflow, oldest first"),
        pytest.param({"open_only": True}, [1, 2, 5], id="the open ones"),
        pytest.param({"stage": "Review"}, [5], id="a stage"),
        pytest.param({"key": "account", "value": "helios"}, [2, 3], id="a key's value"),
        pytest.param({"key": "account", "value": "helios", "open_only": True}, [2], id="a key's value, open"),
        pytest.param({"key": "account", "value": "acme"}, [], id="a value that nobody has"),
        pytest.param({"assignee": "itzikgb"}, [1], id="an assignee, by the whole name"),
        pytest.param({"assignee": "%"}, [], id="a name that is a pattern"),
        pytest.param({"workflow": "none"}, [], id="a workflow without issues"),
    ],
)
def test_what_is_asked_for(store, wanted, found):
    """Each part of the question narrows the answer."""
    assert numbers(store, **wanted) == found


def test_of_very_many_the_newest(store, monkeypatch):
    """An answer is bounded; what is left out are the oldest."""
    monkeypatch.setattr(others, "MOST", 2)

    assert numbers(store) == [3, 5]
