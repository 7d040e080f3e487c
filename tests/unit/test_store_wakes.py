from __future__ import annotations

import pytest

from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.refs import IssueRef
from automation.model.work import Source
from automation.runtime.store import StoredDelivery
from tests.store_parts import NOW, PROJECT, SECOND, claim, complete, delivery, open_store, record, run


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def set_wake(store, iid: int, at) -> str:
    """Let a run of the issue `iid` ask to be woken at `at`; gives the work key."""
    ref = IssueRef(PROJECT, iid)
    store.receive(delivery(f"d{iid}", str(ref)))
    complete(store, run(f"R{iid}", str(ref)), record(ref, wake_at=at))
    return str(ref)


def test_due_wakes_become_timer_deliveries(store):
    """A wake-up that is due is a delivery of ours, whose event names the issue, in the queue behind live events."""
    key = set_wake(store, 7, NOW + SECOND)
    store.receive(delivery("live", f"{PROJECT}#8", received_at=NOW + SECOND))

    assert store.take_wakes(NOW + SECOND, 10) == (key,)
    assert store.ready(NOW + SECOND, 10) == [f"{PROJECT}#8", key]
    name = f"timer:{key}:2026-12-01T09:00:01+00:00"
    (timer,) = store.waiting(claim(store, NOW + SECOND, key))
    assert timer == StoredDelivery(
        id=3,
        key=name,
        source=Source.INTERNAL,
        header="Usher Event",
        body=timer.body,
        received_at=NOW + SECOND,
    )
    assert wire.load_text(Event, timer.body) == Event(
        id=name,
        kind=EventKind.TIMER,
        action="due",
        at=NOW + SECOND,
        issue=IssueRef(PROJECT, 7),
        project=PROJECT,
    )


def test_nothing_is_woken_early_or_twice(store):
    """A wake-up is taken at its instant, once."""
    key = set_wake(store, 7, NOW + SECOND)

    assert [store.take_wakes(at, 10) for at in (NOW, NOW + SECOND, NOW + 2 * SECOND)] == [(), (key,), ()]


def test_several_processes_make_one_delivery(store):
    """Where a wake-up was turned into a delivery already, another one for the same instant is not stored again."""
    key = set_wake(store, 7, NOW + SECOND)
    store.take_wakes(NOW + SECOND, 10)
    lease = claim(store, NOW + SECOND, key)
    (timer,) = store.waiting(lease)
    store.begin_run(lease, run("R8"), [timer.id])
    store.finish_run(lease, run("R8"), delivery_outcomes={}, issue=record(wake_at=NOW + SECOND), now=NOW + SECOND)
    store.take_wakes(NOW + 2 * SECOND, 10)

    assert (store.ready(NOW + 2 * SECOND, 10), store.counts().stored) == ([], 2)


def test_a_wake_up_that_a_wrong_clock_took_early_is_taken_again(store):
    """What an hour in the wrong future took, and a run wants again, comes at its time, once."""
    key = set_wake(store, 7, NOW + 60 * SECOND)
    store.take_wakes(NOW + 3600 * SECOND, 10)
    complete(store, run("R8"), record(wake_at=NOW + 60 * SECOND), NOW + 3600 * SECOND)

    taken = [store.take_wakes(NOW + at * SECOND, 10) for at in (59, 60, 61)]

    assert (taken, store.ready(NOW + 61 * SECOND, 10), store.counts().stored) == ([(), (key,), ()], [key], 3)


def test_longest_due_first_up_to_the_limit(store):
    """After a long night the oldest wake-ups are taken first, a bounded number at a time."""
    late, early, middle = (set_wake(store, iid, NOW + at * SECOND) for iid, at in ((1, 3), (2, 1), (3, 2)))

    taken = [store.take_wakes(NOW + 9 * SECOND, 2) for _ in range(3)]

    assert taken == [(early, middle), (late,), ()]


def test_next_wake_tells_how_long_to_sleep(store):
    """The first wake-up is known, and none when no issue wants one."""
    seen = [store.next_wake_at()]
    set_wake(store, 1, NOW + 3 * SECOND)
    set_wake(store, 2, NOW + SECOND)
    seen.append(store.next_wake_at())
    store.take_wakes(NOW + 3 * SECOND, 10)
    seen.append(store.next_wake_at())

    assert seen == [None, NOW + SECOND, None]


def test_the_next_run_decides_anew(store):
    """A run replaces the wake-up of the one before, or takes it away."""
    set_wake(store, 7, NOW + SECOND)
    store.receive(delivery("again"))
    complete(store, run("R8"), record(wake_at=None))

    assert store.next_wake_at() is None
