from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.model.work import Lease, Priority
from automation.runtime.store import LeaseLost
from tests.store_parts import LEASE_SECONDS, NOW, REF, SECOND, claim, delivery, open_store

KEY = str(REF)
END = NOW + timedelta(seconds=LEASE_SECONDS)


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


class TestClaim:
    def test_gives_a_lease(self, store):
        """The lease names key, worker, end and the tries so far; there is none when nothing waits."""
        assert store.claim("host:1:1", NOW, LEASE_SECONDS) is None

        store.receive(delivery())

        assert store.claim("host:1:1", NOW, LEASE_SECONDS) == Lease(KEY, "host:1:1", 1, END, 0)

    def test_one_holder_at_a_time(self, store):
        """A leased key is given to nobody else, asked for by name or not, until the lease has run out."""
        store.receive(delivery())
        claim(store)

        almost = END - SECOND / 1000
        assert [store.claim("host:2:1", almost, 1), store.claim("host:2:1", almost, 1, KEY)] == [None, None]
        assert store.claim("host:2:1", END, LEASE_SECONDS) is not None

    def test_takes_over_from_a_dead_holder(self, store):
        """Who takes over a lease that ran out has a higher fence, and the lost try counts."""
        store.receive(delivery())
        lost = claim(store)

        taken = claim(store, END, worker="host:2:1")

        assert taken == Lease(KEY, "host:2:1", lost.fence + 1, END + timedelta(seconds=LEASE_SECONDS), 1)

    @pytest.mark.parametrize(
        ("key", "expected"),
        [
            pytest.param(f"{REF.project}#2", f"{REF.project}#2", id="by name, before its turn"),
            pytest.param(f"{REF.project}#9", None, id="nothing waits for that key"),
            pytest.param(None, f"{REF.project}#1", id="whose turn it is"),
        ],
    )
    def test_by_name(self, store, key, expected):
        """A key that is asked for is given whatever its turn."""
        store.receive_many([delivery("d1", f"{REF.project}#1"), delivery("d2", f"{REF.project}#2")])

        lease = store.claim("host:1:1", NOW, LEASE_SECONDS, key)

        assert (lease and lease.work_key) == expected

    def test_fence_grows_over_the_life_of_rows(self, store):
        """A key that was done with and comes again has a higher fence than ever before, so no old holder fits."""
        fences = []
        for number in range(3):
            store.receive(delivery(f"d{number}"))
            lease = claim(store)
            fences.append(lease.fence)
            store.settle(lease, {number + 1: "own_event"}, NOW)

        assert fences == [1, 2, 3]


class TestNextReadyAt:
    def test_tells_how_long_to_sleep(self, store):
        """It is the first of: the receipt of what waits, the time of a retry, the end of a lease; dead keys never."""
        seen = [store.next_ready_at()]
        store.receive(delivery())
        seen.append(store.next_ready_at())
        lease = claim(store)
        seen.append(store.next_ready_at())
        store.release(lease, NOW + 5 * SECOND, "502", throttled=False, attempts=1)
        seen.append(store.next_ready_at())
        store.bury(claim(store, NOW + 5 * SECOND), "no")
        seen.append(store.next_ready_at())

        assert seen == [None, NOW, END, NOW + 5 * SECOND, None]


class TestRenew:
    def test_moves_the_end(self, store):
        """A renewed lease keeps its fence and keeps others out until its new end."""
        store.receive(delivery())
        lease = claim(store)

        renewed = store.renew(lease, END + SECOND)

        assert renewed == replace(lease, until=END + SECOND)
        assert store.claim("host:2:1", END, LEASE_SECONDS) is None
        assert store.claim("host:2:1", END + SECOND, LEASE_SECONDS) is not None


class TestRelease:
    @pytest.mark.parametrize("throttled", [True, False])
    def test_waits_for_its_time(self, store, throttled):
        """A released key can be claimed from its time on, with the tries it was given."""
        store.receive(delivery())
        store.release(claim(store), NOW + 60 * SECOND, "HTTP 503", throttled=throttled, attempts=3)

        assert store.claim("host:1:1", NOW + 59 * SECOND, LEASE_SECONDS) is None
        assert claim(store, NOW + 60 * SECOND).attempts == 3

    def test_new_delivery_does_not_hasten_a_retry(self, store):
        """Whatever arrives waits behind, so a storm of events does not hammer a failing GitLab."""
        store.receive(delivery("d1"))
        store.release(claim(store), NOW + 60 * SECOND, "HTTP 503", throttled=False, attempts=1)
        store.receive(delivery("d2"))

        assert store.ready(NOW + 59 * SECOND, 10) == []


class TestSettle:
    def test_frees_the_key(self, store):
        """Deliveries without a run are done, and the key is off the work list."""
        store.receive_many([delivery("d1"), delivery("d2")])
        store.settle(claim(store), {1: "own_event", 2: "stale"}, NOW)

        assert (store.counts().done, store.work_states()) == (2, {})

    def test_what_came_meanwhile_waits(self, store):
        """A key with more deliveries waits again: fresh tries, their priority, their age."""
        store.receive(delivery("d1"))
        store.release(claim(store), NOW, "HTTP 503", throttled=False, attempts=4)
        lease = claim(store)
        store.receive(delivery("d2", priority=Priority.SWEEP, received_at=NOW + SECOND))
        store.receive(delivery("live", f"{REF.project}#8", received_at=NOW + 2 * SECOND))
        store.settle(lease, {1: "own_event"}, NOW)

        assert store.next_ready_at() == NOW + SECOND
        assert store.ready(NOW + 2 * SECOND, 10) == [f"{REF.project}#8", KEY]
        assert claim(store, NOW + 2 * SECOND, KEY).attempts == 0

    def test_settles_only_its_own_key(self, store):
        """A number that belongs to another key is left alone."""
        store.receive_many([delivery("d1"), delivery("other", f"{REF.project}#8")])
        store.settle(claim(store), {1: "own_event", 2: "own_event"}, NOW)

        assert (store.counts().done, store.ready(NOW, 10)) == (1, [f"{REF.project}#8"])


class TestFence:
    @pytest.mark.parametrize(
        "act",
        [
            pytest.param(lambda store, lease: store.renew(lease, END + SECOND), id="renew"),
            pytest.param(lambda store, lease: store.settle(lease, {1: "own_event"}, NOW), id="settle"),
            pytest.param(lambda store, lease: store.release(lease, NOW, "", throttled=False, attempts=0), id="release"),
            pytest.param(lambda store, lease: store.bury(lease, "no"), id="bury"),
        ],
    )
    @pytest.mark.parametrize(
        "lose",
        [
            pytest.param(lambda store: claim(store, END, worker="host:2:1"), id="another worker took over"),
            pytest.param(lambda store: claim(store, END), id="another thread of the worker took over"),
            pytest.param(lambda store: store.free_leases("host:1:"), id="the lease was taken back"),
        ],
    )
    def test_a_lost_lease_changes_nothing(self, store, act, lose):
        """Whoever lost the lease is told so, in words, and the work list stays as the new holder left it."""
        store.receive(delivery())
        lease = claim(store)
        lose(store)
        before = (store.work_states(), store.next_ready_at(), store.counts())

        with pytest.raises(LeaseLost) as lost:
            act(store, lease)

        assert str(lost.value) == f"the lease on {KEY} was lost; nothing was stored under it"
        assert (store.work_states(), store.next_ready_at(), store.counts()) == before

    def test_a_late_holder_whom_nobody_replaced_goes_on(self, store):
        """A lease that ran out counts as long as nobody else took the key."""
        store.receive(delivery())
        lease = claim(store)

        store.settle(lease, {1: "own_event"}, END + SECOND)

        assert store.counts().done == 1


class TestWrongClocks:
    def test_what_a_clock_that_was_ahead_put_off_comes_near(self, store):
        """What waits for years, held or not, can be claimed after ten minutes; a wait of an hour is left alone."""
        years, hour, keys = timedelta(days=900), timedelta(hours=1), [f"{REF.project}#{number}" for number in range(4)]
        for key, ahead in zip(keys, (years, years, hour, hour), strict=True):
            store.receive(delivery(key, key, received_at=NOW + ahead))
        claim(store, NOW + years, keys[1])
        claim(store, NOW + hour, keys[3])

        hastened = store.hasten(NOW)

        soon = NOW + timedelta(minutes=10)
        assert (hastened, store.ready(soon - SECOND, 9), store.ready(soon, 9)) == (2, [], keys[:2])

    def test_nothing_is_hastened_twice(self, store):
        """Looked at again, nothing waits too long."""
        store.receive(delivery(received_at=NOW + timedelta(days=900)))

        assert [store.hasten(NOW), store.hasten(NOW)] == [1, 0]


class TestOrphans:
    def test_leases_of_dead_workers_are_taken_back(self, store):
        """At start-up the keys of this host's dead processes are ready at once, and their tries count."""
        store.receive_many([delivery(f"d{number}", f"{REF.project}#{number}") for number in range(3)])
        for number, worker in enumerate(("host:1:1", "host:10:1", "host_1:1:1")):
            claim(store, key=f"{REF.project}#{number}", worker=worker)

        assert store.lease_owners() == ("host:10:1", "host:1:1", "host_1:1:1")
        assert store.free_leases("host:1:") == 1
        assert store.lease_owners() == ("host:10:1", "host_1:1:1")
        assert claim(store, key=f"{REF.project}#0").attempts == 1

    def test_a_name_is_not_a_pattern(self, store):
        """An underscore or per cent sign in a host's name stands for itself."""
        store.receive(delivery())
        claim(store, worker="hostX1:1")

        assert (store.free_leases("host_1"), store.free_leases("%")) == (0, 0)
