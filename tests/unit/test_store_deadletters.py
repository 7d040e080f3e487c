from __future__ import annotations

import pytest

from automation.model.refs import IssueRef
from automation.model.work import RunState
from automation.runtime.store import DeadLetter, Retry
from tests.store_parts import NOW, PROJECT, REF, SECOND, claim, delivery, open_store, run, settled

KEY = str(REF)


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def bury(store, key: str = KEY, error: str = "HTTP 500, 8 tries") -> None:
    """Receive one delivery for `key` and give it up after eight tries."""
    store.receive(delivery(f"for {key}", key))
    store.release(claim(store, key=key), NOW, error, throttled=False, attempts=8)
    store.bury(claim(store, key=key), error)


class TestBury:
    def test_keeps_the_cause_and_the_deliveries(self, store):
        """A dead letter says what went wrong, how often it was tried and how much waits since when."""
        bury(store)
        store.receive(delivery("behind"))

        assert store.dead_letters(10) == (
            DeadLetter(work_key=KEY, project=PROJECT, error="HTTP 500, 8 tries", attempts=8, deliveries=2, since=NOW),
        )
        assert (store.counts().dead, store.counts().waiting) == (2, 0)

    def test_nobody_works_on_it(self, store):
        """A dead key is given to nobody, also when something new arrives for it."""
        bury(store)
        store.receive(delivery("behind"))

        assert (store.ready(NOW, 10), store.claim("host:1:1", NOW, 1), store.claim("host:1:1", NOW, 1, KEY)) == (
            [],
            None,
            None,
        )

    def test_its_run_is_dead_too(self, store):
        """The run that was under way is shown as given up, with the cause."""
        store.receive(delivery())
        lease = claim(store)
        store.begin_run(lease, run(), [1])
        store.bury(lease, "HTTP 500")

        (summary,) = store.runs()
        assert (summary.state, summary.error, store.open_run(KEY)) == (RunState.DEAD, "HTTP 500", None)
        assert store.run("R1") == run(state=RunState.DEAD, error="HTTP 500")

    def test_lists_by_page(self, store):
        """Dead letters come by name, a page at a time."""
        for iid in (3, 1, 2):
            bury(store, str(IssueRef(PROJECT, iid)))

        first = [letter.work_key for letter in store.dead_letters(2)]
        second = [letter.work_key for letter in store.dead_letters(2, after=first[-1])]

        assert (first, second) == ([f"{PROJECT}#1", f"{PROJECT}#2"], [f"{PROJECT}#3"])


class TestRevive:
    def test_is_tried_again_from_the_start(self, store):
        """A revived key is ready with fresh tries and all of its deliveries, in order."""
        bury(store)
        store.receive(delivery("behind"))

        assert store.revive(KEY)
        lease = claim(store)
        assert (lease.attempts, [item.key for item in store.waiting(lease)]) == (0, [f"for {KEY}", "behind"])

    def test_goes_on_with_its_run(self, store):
        """What was written before is not written again: the run of a revived key is under way as it stood."""
        store.receive(delivery())
        lease = claim(store)
        store.begin_run(lease, run(), [1])
        done = settled(run().effects[0])
        store.record_effect(lease, "R1", done)
        store.bury(lease, "HTTP 500")
        store.revive(KEY)

        found = store.open_run(KEY)
        assert found is not None
        assert (found.state, found.error) == (RunState.APPLYING, "")
        assert (found.effects, [item.id for item in store.bound(claim(store), "R1")]) == ((done, run().effects[1]), [1])

    def test_leaves_runs_alone_that_were_dropped_before(self, store):
        """A run that was dropped stays dead when the key dies and is revived once more."""
        store.receive(delivery("d1"))
        lease = claim(store)
        store.begin_run(lease, run("R1"), [1])
        store.bury(lease, "HTTP 500")
        store.drop(KEY, NOW)
        bury(store)
        store.revive(KEY)

        assert [(item.id, item.state) for item in store.runs()] == [("R1", RunState.DEAD)]

    def test_all_at_once(self, store):
        """After an outage every dead key can be revived with one word."""
        for iid in (1, 2):
            bury(store, str(IssueRef(PROJECT, iid)))
        store.receive(delivery())

        assert store.revive_all() == 2
        assert store.ready(NOW, 10) == [f"{PROJECT}#1", f"{PROJECT}#2", KEY]

    def test_of_a_living_key_does_nothing(self, store):
        """Only dead keys are revived; a key that is worked on is left alone."""
        store.receive(delivery())
        claim(store)

        assert (store.revive(KEY), store.revive("x#1"), store.revive_all(), store.work_states()) == (
            False,
            False,
            0,
            {"leased": 1},
        )


class TestDrop:
    def test_ends_what_waits(self, store):
        """The deliveries of a dropped key are done as skipped, and the key is free for what comes next."""
        bury(store)
        store.receive(delivery("behind"))

        assert store.drop(KEY, NOW + SECOND)
        assert (store.counts().done, store.counts().dead, store.dead_letters(10)) == (2, 0, ())
        store.receive(delivery("new"))
        assert [item.key for item in store.waiting(claim(store))] == ["new"]

    def test_of_a_living_key_does_nothing(self, store):
        """Nothing that is not dead is dropped."""
        store.receive(delivery())

        assert (store.drop(KEY, NOW), store.drop("x#1", NOW), store.counts().waiting) == (False, False, 1)


class TestRetries:
    def test_shows_what_is_tried_again_and_why(self, store):
        """Keys whose last try failed are shown with cause, tries and time, those due first; no dead or new ones."""
        for iid in range(1, 5):
            store.receive(delivery(f"d{iid}", f"{PROJECT}#{iid}"))
        store.release(claim(store, key=f"{PROJECT}#1"), NOW + 2 * SECOND, "HTTP 503", throttled=False, attempts=2)
        store.release(claim(store, key=f"{PROJECT}#2"), NOW + SECOND, "HTTP 429", throttled=True, attempts=0)
        bury(store, f"{PROJECT}#3")

        first = Retry(
            work_key=f"{PROJECT}#2",
            project=PROJECT,
            state="throttled",
            error="HTTP 429",
            attempts=0,
            ready_at=NOW + SECOND,
        )
        second = Retry(
            work_key=f"{PROJECT}#1",
            project=PROJECT,
            state="waiting",
            error="HTTP 503",
            attempts=2,
            ready_at=NOW + 2 * SECOND,
        )
        assert (store.retries(10), store.retries(1)) == ((first, second), (first,))

    def test_forgets_a_trouble_that_is_over(self, store):
        """A key that was freed after a failed try is in no trouble any more."""
        store.receive(delivery("d1"))
        store.release(claim(store), NOW, "HTTP 503", throttled=False, attempts=1)
        lease = claim(store)
        store.receive(delivery("d2"))
        store.settle(lease, {1: "own_event"}, NOW)

        assert store.retries(10) == ()
