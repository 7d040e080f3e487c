from __future__ import annotations

import threading

import pytest

from automation.model.work import Priority, Receipt, Source
from automation.runtime.store import Counts, Store, StoredDelivery
from tests.store_parts import NOW, REF, SECOND, claim, delivery, open_store


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def counts(**values) -> Counts:
    """An account in which nothing came in, except `values`."""
    nothing = dict.fromkeys(("stored", "duplicates", "rejected", "done", "waiting", "dead"), 0)
    return Counts(**{**nothing, "oldest_waiting": None, **values})


class TestReceive:
    def test_gives_back_what_was_received(self, store):
        """The holder of the lease reads every delivery of the key exactly as it came, in order of arrival."""
        store.receive(delivery("d1", body=b"\xff\x00raw"))
        store.receive(delivery("other", f"{REF.project}#8"))
        store.receive(delivery("d2", source=Source.INTAKE, header="Usher Intake", received_at=NOW + SECOND))

        assert store.waiting(claim(store)) == (
            StoredDelivery(
                id=1, key="d1", source=Source.GITLAB, header="Issue Hook", body=b"\xff\x00raw", received_at=NOW
            ),
            StoredDelivery(
                id=3, key="d2", source=Source.INTAKE, header="Usher Intake", body=b"d2", received_at=NOW + SECOND
            ),
        )

    def test_stores_a_key_once(self, store):
        """A delivery that comes again is a duplicate, even with another body, and changes nothing."""
        receipts = [store.receive(delivery("d1")), store.receive(delivery("d1", body=b"forged"))]

        assert receipts == [Receipt.STORED, Receipt.DUPLICATE]
        assert [item.body for item in store.waiting(claim(store))] == [b"d1"]
        assert store.counts() == counts(stored=1, waiting=1, duplicates=1, oldest_waiting=NOW)

    def test_tells_what_became_of_a_delivery(self, store):
        """A delivery has its outcome once it is known, at the door or later; others have none."""
        store.receive(delivery("waits"))
        store.receive(delivery("known at the door", outcome="unsupported_event"))
        store.receive(delivery("decided", f"{REF.project}#8"))
        lease = claim(store, key=f"{REF.project}#8")
        store.settle(lease, {item.id: "own_event" for item in store.waiting(lease)}, NOW)

        keys = ("waits", "known at the door", "decided", "nobody")
        assert [store.outcome(key) for key in keys] == [None, "unsupported_event", "own_event", None]

    def test_duplicate_of_a_done_delivery_wakes_nobody(self, store):
        """What was decided once is not decided again."""
        store.receive(delivery("d1"))
        store.settle(claim(store), {1: "own_event"}, NOW)

        assert store.receive(delivery("d1")) == Receipt.DUPLICATE
        assert store.ready(NOW, 10) == []

    @pytest.mark.parametrize(
        "known",
        [
            pytest.param(delivery(outcome="unmanaged_project"), id="its outcome is known at the door"),
            pytest.param(delivery(work_key=None), id="no work follows from it"),
        ],
    )
    def test_stores_as_done_what_needs_no_work(self, store, known):
        """Such a delivery adds to the account and wakes nobody."""
        assert store.receive(known) == Receipt.STORED
        assert store.counts() == counts(stored=1, done=1)
        assert store.ready(NOW, 10) == []

    def test_takes_many_in_one_go(self, store):
        """Each of many gets its own receipt, also when the same key stands twice among them."""
        receipts = store.receive_many([delivery("d1"), delivery("d2"), delivery("d1")])

        assert receipts == (Receipt.STORED, Receipt.STORED, Receipt.DUPLICATE)
        assert [item.key for item in store.waiting(claim(store))] == ["d1", "d2"]

    def test_takes_nothing_of_nothing(self, store):
        """An empty list is no fault."""
        assert store.receive_many([]) == ()

    def test_keeps_what_a_database_cannot(self, store):
        """NUL and lone surrogates in a header or key are kept as escapes, and stay distinct."""
        odd = [delivery("a\0b", header="Issue\0Hook"), delivery("a\ud800b")]

        assert [store.receive(item) for item in odd] == [Receipt.STORED, Receipt.STORED]
        assert [store.receive(item) for item in odd] == [Receipt.DUPLICATE, Receipt.DUPLICATE]
        assert [(item.key, item.header) for item in store.waiting(claim(store))] == [
            ("a\\x00b", "Issue\\x00Hook"),
            ("a\\ud800b", "Issue Hook"),
        ]

    def test_threads_lose_and_double_nothing(self, store):
        """Many threads that receive at once each get one receipt per delivery, and every key is stored once."""
        receipts: list[Receipt] = []
        deliveries = [delivery(f"d{number % 40}", f"{REF.project}#{number % 5}") for number in range(80)]

        def hand_in(own) -> None:
            receipts.extend(store.receive(item) for item in own)

        threads = [threading.Thread(target=hand_in, args=(deliveries[first::8],)) for first in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert sorted(receipts) == [Receipt.DUPLICATE] * 40 + [Receipt.STORED] * 40
        assert store.counts() == counts(stored=40, waiting=40, duplicates=40, oldest_waiting=NOW)

    def test_a_storm_is_taken_in_steps(self, store):
        """One batch has 500 deliveries at most; the rest follows in the next, in order."""
        store.receive_many([delivery(f"d{number:03}") for number in range(501)])
        lease = claim(store)
        first = store.waiting(lease)
        store.settle(lease, {item.id: "own_event" for item in first}, NOW)

        assert [item.key for item in first] == [f"d{number:03}" for number in range(500)]
        assert [item.key for item in store.waiting(claim(store))] == ["d500"]


class TestPriority:
    def test_live_delivery_lifts_a_key_that_waits_for_a_sweep(self, store):
        """A key goes by the best priority that any of its deliveries asked for."""
        store.receive(delivery("swept", f"{REF.project}#1", priority=Priority.SWEEP))
        store.receive(delivery("timer", f"{REF.project}#2", priority=Priority.TIMER))
        store.receive(delivery("live", f"{REF.project}#1", priority=Priority.LIVE))

        assert store.ready(NOW, 10) == [f"{REF.project}#1", f"{REF.project}#2"]

    @pytest.mark.parametrize("asked", [(Priority.SWEEP, Priority.LIVE), (Priority.LIVE, Priority.SWEEP)])
    def test_best_priority_of_one_receipt_counts(self, store, asked):
        """Deliveries of one key that are received together wait with the best of their priorities."""
        store.receive_many([delivery(f"d{at}", f"{REF.project}#2", priority=at) for at in asked])
        store.receive(delivery("timer", f"{REF.project}#1", priority=Priority.TIMER))

        assert store.ready(NOW, 10) == [f"{REF.project}#2", f"{REF.project}#1"]

    def test_sweep_does_not_lower_a_live_key(self, store):
        """A delivery of lower priority waits with its key where the key is."""
        store.receive(delivery("live", f"{REF.project}#2", received_at=NOW + SECOND))
        store.receive_many(
            [
                delivery("sweep", f"{REF.project}#2", priority=Priority.SWEEP),
                delivery("timer", f"{REF.project}#1", priority=Priority.TIMER),
            ]
        )

        assert store.ready(NOW + SECOND, 10) == [f"{REF.project}#2", f"{REF.project}#1"]


class TestAccount:
    def test_counts_add_up(self, store):
        """What was received = stored + duplicates + rejected, and stored = done + waiting + dead."""
        for number in range(4):
            store.receive(delivery(f"d{number}", f"{REF.project}#{number}", received_at=NOW + number * SECOND))
        store.receive(delivery("d0"))
        store.count_rejected()
        store.settle(claim(store, key=f"{REF.project}#0"), {1: "own_event"}, NOW)
        store.bury(claim(store, NOW + SECOND, f"{REF.project}#1"), "no")

        account = store.counts()

        assert account == counts(
            stored=4, duplicates=1, rejected=1, done=1, waiting=2, dead=1, oldest_waiting=NOW + 2 * SECOND
        )
        assert account.received == 6

    def test_counted_is_kept_over_a_restart(self, tmp_path):
        """What leaves no row is stored by a flush and by closing, once."""
        with open_store(tmp_path) as store:
            store.count_rejected()
            store.flush()
            store.flush()
            store.count_rejected()
        with open_store(tmp_path) as store:
            store.count_rejected()
            assert store.counts() == counts(rejected=3)

    def test_counting_writes_nothing(self, tmp_path):
        """A flood of refused requests costs no commit each: another process sees them only after a flush."""
        with open_store(tmp_path) as store, open_store(tmp_path) as other:
            store.count_rejected()
            before = other.counts()
            store.flush()

            assert (before, other.counts()) == (counts(), counts(rejected=1))

    def test_work_is_counted_by_state(self, store):
        """The work list says how many keys are in which state."""
        store.receive_many([delivery(f"d{number}", f"{REF.project}#{number}") for number in range(5)])
        claim(store, key=f"{REF.project}#0")
        store.bury(claim(store, key=f"{REF.project}#1"), "no")
        store.release(claim(store, key=f"{REF.project}#2"), NOW + SECOND, "429", throttled=True, attempts=0)

        assert store.work_states() == {"dead": 1, "leased": 1, "throttled": 1, "waiting": 2}


def test_memory_is_a_database_too():
    """A store in memory keeps the same promises, for rehearsals and scenario tests."""
    with Store.open("sqlite://") as store:
        store.receive(delivery("d1"))
        store.ping()

        assert [item.key for item in store.waiting(claim(store))] == ["d1"]
