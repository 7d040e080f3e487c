from __future__ import annotations

from datetime import timedelta

import pytest

from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.runtime.store.redaction import memory_without_texts, run_without_texts
from tests.store_parts import NOW, PROJECT, REF, claim, complete, delivery, open_store, record, run, snapshot

DAYS = 30
LATER = NOW + timedelta(days=DAYS, seconds=1)
SECRET_SEEN = snapshot(title="Acquisition", description="of Acme", confidential=True, state="closed")


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def bodies(store) -> list[bytes | None]:
    """The raw bodies that are kept, in order of arrival."""
    return store._db.read(
        lambda connection: [row[0] for row in connection.exec_driver_sql("SELECT body FROM inbox ORDER BY id")]
    )


def test_bodies_of_decided_deliveries_go(store):
    """A raw body is kept for as long as asked, and then only while somebody has to decide it."""
    store.receive_many([delivery("d1"), delivery("d2", f"{PROJECT}#8"), delivery("d3", outcome="unmanaged_project")])
    store.settle(claim(store, key=str(REF)), {1: "own_event"}, NOW)

    assert store.retention(NOW + timedelta(days=DAYS), DAYS) == 0
    assert bodies(store) == [b"d1", b"d2", b"d3"]
    assert store.retention(LATER, DAYS) == 2
    assert bodies(store) == [None, b"d2", None]
    assert [item.body for item in store.waiting(claim(store, LATER))] == [b"d2"]


@pytest.mark.parametrize("begun", [run(), run(effects=())], ids=["with effects", "without"])
def test_runs_keep_their_facts(store, begun):
    """A run past the retention is read back without its texts; its line in the list is the same."""
    store.receive(delivery())
    done = complete(store, begun)
    before = store.runs()

    assert store.retention(LATER, DAYS) == 2
    assert (store.run("R1"), store.runs()) == (run_without_texts(done), before)


def test_runs_within_the_retention_are_whole(store):
    """Up to its last day a run can be replayed and undone."""
    store.receive(delivery())
    done = complete(store, run())
    store.retention(NOW + timedelta(days=DAYS), DAYS)

    assert store.run("R1") == done


def test_unfinished_runs_are_whole(store):
    """A run that is still to be carried out keeps what has to be written, however old it is."""
    store.receive(delivery())
    lease = claim(store)
    store.begin_run(lease, run(), [1])
    store.bury(lease, "HTTP 500")
    store.retention(LATER, DAYS)
    store.revive(str(REF))

    assert store.open_run(str(REF)) == run()


@pytest.mark.parametrize(
    ("seen", "is_cleared"),
    [
        pytest.param(SECRET_SEEN, True, id="closed and confidential"),
        pytest.param(snapshot(title="T", description="D", confidential=True), False, id="still open"),
        pytest.param(snapshot(title="T", description="D", state="closed"), False, id="everybody may read it"),
    ],
)
def test_words_of_closed_confidential_issues_go(store, seen, is_cleared):
    """What is remembered of a confidential issue that is closed for so long is without its words."""
    memory = Memory(seen=seen, workflow="stories", stage="Drafting", facts={"hours": 3})
    store.receive(delivery())
    complete(store, run(), record(snapshot=seen, memory=memory))
    store.retention(LATER, DAYS)

    page = store.issue(REF)

    assert page is not None
    assert page.memory == (memory_without_texts(memory) if is_cleared else memory)
    assert page.card.title == ("" if is_cleared else "T")


def test_clears_in_bounded_steps(store):
    """One call clears a bounded number of rows of each kind, until nothing is left."""
    for iid in range(3):
        key = str(IssueRef(PROJECT, iid))
        store.receive(delivery(f"d{iid}", key))
        complete(store, run(f"R{iid}", key))

    assert [store.retention(LATER, DAYS, limit=2) for _ in range(3)] == [4, 2, 0]


def test_cleared_text_is_not_left_in_the_file(store, tmp_path):
    """Cleared means gone from the disk as well, not only from the tables."""
    store.receive(delivery(body=b"sesame" * 2000))
    store.settle(claim(store), {1: "own_event"}, NOW)
    store.retention(LATER, DAYS)
    store.close()

    assert b"sesame" not in (tmp_path / "usher.db").read_bytes()
