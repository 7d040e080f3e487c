"""The store against a model of it that is nothing but lists, through any sequence of what processes may do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from automation.model.work import Lease, Priority, Receipt
from automation.runtime.store import LeaseLost, Store
from tests.store_model import Work
from tests.store_parts import LEASE_SECONDS, NOW, SECOND, delivery, ended, run

KEYS = ("a#1", "a#2", "b#1", "b#2", "c#1")
WORKERS = ("host:1:1", "host:2:1")

ACTS = ("settle", "begin", "finish", "discard", "release", "bury", "renew")

keys = st.sampled_from(KEYS)
priorities = st.sampled_from(Priority)


class StoreMachine(RuleBasedStateMachine):
    """Deliveries come, workers claim, stall, finish and die, time passes; the model says what has to come of it."""

    @initialize()
    def open(self) -> None:
        """Begin with an empty store."""
        self.store = Store.open("sqlite://")
        self.now = NOW
        self.work: dict[str, Work] = {}
        self.turns: dict[tuple[str, Priority], int] = {}
        self.leases: list[Lease] = []
        self.order: list[str] = []
        self.decided: dict[str, list[str]] = {key: [] for key in KEYS}
        self.arrived: dict[str, list[str]] = {key: [] for key in KEYS}
        self.numbers: dict[str, int] = {}
        self.duplicates = 0
        self.runs = 0

    def teardown(self) -> None:
        """Close the store."""
        if hasattr(self, "store"):
            self.store.close()

    @rule(asked=st.lists(st.tuples(keys, priorities), min_size=1, max_size=6))
    def receive(self, asked: list[tuple[str, Priority]]) -> None:
        """New deliveries come in."""
        for key, priority in asked:
            name = f"d{len(self.numbers)}"
            item = delivery(name, key, priority=priority, received_at=self.now)
            assert self.store.receive(item) == Receipt.STORED
            self.numbers[name] = len(self.numbers) + 1
            self.arrived[key].append(name)
            work = self.work.setdefault(key, Work(key.partition("#")[0], priority, self.now, self.now))
            work.priority = min(work.priority, priority)
            work.deliveries.append(name)
            work.received[name] = (priority, self.now)

    @precondition(lambda self: self.numbers)
    @rule(data=st.data())
    def receive_again(self, data: st.DataObject) -> None:
        """A delivery comes a second time."""
        name = data.draw(st.sampled_from(sorted(self.numbers)))
        assert self.store.receive(delivery(name, data.draw(keys))) == Receipt.DUPLICATE
        self.duplicates += 1

    @rule(seconds=st.sampled_from((0.5, 10.0, LEASE_SECONDS)))
    def wait(self, seconds: float) -> None:
        """Time passes."""
        self.now += timedelta(seconds=seconds)

    @rule(worker=st.sampled_from(WORKERS), key=st.none() | keys)
    def claim(self, worker: str, key: str | None) -> None:
        """A worker asks for a key, or for the one whose turn it is."""
        expected = self._next() if key is None else self._ready(key)
        told = self.store.ready(self.now, 100)
        lease = self.store.claim(worker, self.now, LEASE_SECONDS, key)
        assert sorted(told) == sorted(name for name in self.work if self.work[name].is_ready(self.now))
        assert (lease and lease.work_key) == expected
        if key is None:
            assert told[:1] == [expected][: len(told)]
        if lease is not None:
            self._leased(lease)

    def _next(self) -> str | None:
        ready = [name for name, work in self.work.items() if work.is_ready(self.now)]
        return min(ready, key=self._rank, default=None)

    def _rank(self, name: str) -> tuple[object, ...]:
        work = self.work[name]
        return work.priority, self.turns.get((work.project, work.priority), 0), work.project, work.ready_at, name

    def _ready(self, key: str) -> str | None:
        return key if key in self.work and self.work[key].is_ready(self.now) else None

    def _leased(self, lease: Lease) -> None:
        work = self.work[lease.work_key]
        work.attempts += work.state == "leased"
        assert lease.attempts == work.attempts
        assert all(lease.fence > other.fence for other in self.leases)
        work.state, work.lease, work.ready_at = "leased", lease, lease.until
        self.turns[work.project, work.priority] = lease.fence
        self.leases.append(lease)

    @precondition(lambda self: any(work.lease for work in self.work.values()))
    @rule(data=st.data(), act=st.sampled_from(ACTS))
    def act(self, data: st.DataObject, act: str) -> None:
        """The holder of a key does something under its lease, late or not."""
        key = data.draw(st.sampled_from([key for key, work in self.work.items() if work.lease]))
        work = self.work[key]
        assert work.lease is not None
        getattr(self, f"_{act}")(work.lease, work)

    @precondition(lambda self: self.leases)
    @rule(data=st.data(), act=st.sampled_from(ACTS))
    def act_too_late(self, data: st.DataObject, act: str) -> None:
        """Somebody who once had a lease does something under it."""
        lease = data.draw(st.sampled_from(self.leases))
        work = self.work.get(lease.work_key)
        if work is None or work.lease is None or work.lease.fence != lease.fence:
            self._refused(lease, act)

    def _refused(self, lease: Lease, act: str) -> None:
        acts = {
            "settle": lambda: self.store.settle(lease, {1: "own_event"}, self.now),
            "begin": lambda: self.store.begin_run(lease, run("never", lease.work_key), [1]),
            "finish": lambda: self.store.finish_run(
                lease, run("never", lease.work_key), delivery_outcomes={1: "stale"}, issue=None, now=self.now
            ),
            "discard": lambda: self.store.discard_run(lease, "R1"),
            "release": lambda: self.store.release(lease, self.now, "", throttled=False, attempts=0),
            "bury": lambda: self.store.bury(lease, "no"),
            "renew": lambda: self.store.renew(lease, self.now),
        }
        with pytest.raises(LeaseLost):
            acts[act]()

    def _settle(self, lease: Lease, work: Work) -> None:
        if work.bound:
            return
        found = self.store.waiting(lease)
        assert [item.key for item in found] == work.deliveries
        self.store.settle(lease, {item.id: "own_event" for item in found}, self.now)
        self._done(lease.work_key, len(found))

    def _begin(self, lease: Lease, work: Work) -> None:
        if work.bound:
            return
        found = self.store.waiting(lease)
        self.runs += 1
        self.store.begin_run(lease, run(f"R{self.runs:04}", lease.work_key), [item.id for item in found])
        work.bound = [item.key for item in found]
        assert work.bound == work.deliveries

    def _finish(self, lease: Lease, work: Work) -> None:
        begun = self.store.open_run(lease.work_key)
        assert (begun is not None) == bool(work.bound)
        if begun is None:
            return
        assert [item.key for item in self.store.bound(lease, begun.id)] == work.bound
        self.store.finish_run(lease, ended(begun), delivery_outcomes={}, issue=None, now=self.now)
        self._done(lease.work_key, len(work.bound))

    def _discard(self, lease: Lease, work: Work) -> None:
        begun = self.store.open_run(lease.work_key)
        if begun is not None:
            self.store.discard_run(lease, begun.id)
            work.bound = []
            assert [item.key for item in self.store.waiting(lease)] == work.deliveries

    def _release(self, lease: Lease, work: Work) -> None:
        at = self.now + 5 * SECOND
        self.store.release(lease, at, "HTTP 503", throttled=False, attempts=work.attempts + 1)
        work.state, work.lease, work.ready_at, work.attempts = "waiting", None, at, work.attempts + 1

    def _bury(self, lease: Lease, work: Work) -> None:
        self.store.bury(lease, "HTTP 500")
        work.state, work.lease = "dead", None

    def _renew(self, lease: Lease, work: Work) -> None:
        renewed = self.store.renew(lease, self.now + 60 * SECOND)
        assert renewed.fence == lease.fence
        work.lease = renewed
        work.ready_at = renewed.until

    def _done(self, key: str, number: int) -> None:
        """The first `number` deliveries of `key` are decided."""
        work = self.work.pop(key)
        self.decided[key] += work.deliveries[:number]
        rest = work.deliveries[number:]
        if rest:
            asked = [work.received[name] for name in rest]
            since = min(at for _, at in asked)
            self.work[key] = Work(work.project, min(at for at, _ in asked), since, since, deliveries=rest)
            self.work[key].received = work.received

    @rule(key=keys)
    def revive(self, key: str) -> None:
        """A person revives a key."""
        work = self.work.get(key)
        is_dead = work is not None and work.state == "dead"
        assert self.store.revive(key) == is_dead
        if work is not None and is_dead:
            work.state, work.ready_at, work.attempts = "waiting", work.since, 0

    @rule(key=keys)
    def drop(self, key: str) -> None:
        """A person drops a key."""
        work = self.work.get(key)
        is_dead = work is not None and work.state == "dead"
        assert self.store.drop(key, self.now) == is_dead
        if work is not None and is_dead:
            self._done(key, len(work.deliveries))

    @rule(worker=st.sampled_from(WORKERS))
    def die(self, worker: str) -> None:
        """The leases of a dead process are taken back at its next start."""
        theirs = [work for work in self.work.values() if work.lease and work.lease.worker == worker]
        assert self.store.free_leases(worker) == len(theirs)
        for work in theirs:
            work.state, work.lease, work.ready_at, work.attempts = "waiting", None, work.since, work.attempts + 1

    @invariant()
    def adds_up(self) -> None:
        """Every delivery is accounted for, and each key decides its own in order of arrival."""
        waiting = [name for work in self.work.values() if work.state != "dead" for name in work.deliveries]
        dead = [name for work in self.work.values() if work.state == "dead" for name in work.deliveries]
        done = sum(map(len, self.decided.values()))
        account = self.store.counts()
        assert (account.done, account.waiting, account.dead) == (done, len(waiting), len(dead))
        assert (account.stored, account.duplicates) == (len(self.numbers), self.duplicates)
        for key in KEYS:
            rest = self.work[key].deliveries if key in self.work else []
            assert self.decided[key] + rest == self.arrived[key]

    @invariant()
    def knows_when_to_wake(self) -> None:
        """The first instant at which anything can be claimed is known."""
        times = [work.ready_at for work in self.work.values() if work.state != "dead"]
        assert self.store.next_ready_at() == min(times, default=None)


StoreMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestStore = StoreMachine.TestCase
