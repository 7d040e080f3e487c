"""The store's part of sweeps: who may change one, and what is kept of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.model.refs import IssueRef
from automation.runtime.store import Find, LeaseLost, ScanPage, Sweep, SweepRequest, SweepState
from automation.runtime.sweeps.deliveries import find_delivery
from tests.store_parts import NOW, PROJECT, delivery, open_store

REQUEST = SweepRequest(id="S1", policies=("Mark*",), projects=("stories",), most=7, cause="R1", started_at=NOW)
ME, OTHER = "host:1:1", "host:2:1"


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def take(store, worker: str = ME, seconds: float = 0) -> Sweep:
    """The sweep that the test relies on getting, so many seconds after the beginning."""
    found = store.take_sweep(worker, NOW + timedelta(seconds=seconds), 60)
    assert found is not None
    return found


def find(number: int, policy: str = "Mark") -> Find:
    """An issue that would be changed."""
    return Find(policy=policy, ref=IssueRef(PROJECT, number), created_at=NOW, number=number, effects=("+Seen",))


def page(*finds: Find, listing: int = 1, place: str = "") -> ScanPage:
    """A page with these finds."""
    return ScanPage(finds=finds, looked=len(finds), selected={"Mark": len(finds)}, listing=listing, page=place)


def scanned(store, *finds: Find) -> None:
    """A sweep that looked at everything."""
    store.start_sweep(REQUEST)
    store.plan_sweep(take(store), ME, "{}", {"Mark": 9, "Also": 9})
    store.keep_page(take(store), ME, page(*finds))
    store.end_scan(take(store), ME, {}, lambda _tally: False, NOW)


def hand_in(store, most: int) -> tuple[Find, ...]:
    """What is handed in next, of at most `most` issues."""
    return store.hand_in(take(store), ME, most, lambda one: find_delivery("S1", one, NOW))


def test_a_request_comes_back_as_it_was_asked(store):
    """What a sweep was started with is kept whole, and a second start under the same name changes nothing."""
    started = [store.start_sweep(REQUEST), store.start_sweep(SweepRequest(id="S1", policies=(), started_at=NOW))]

    assert started == [True, False]
    assert store.sweep("S1") == Sweep(request=REQUEST, state=SweepState.SCANNING)
    assert store.sweep("S2") is None


def test_the_oldest_sweep_is_taken_by_one_worker(store):
    """Another one gets it when the lease ran out, or when it is known to be dead."""
    store.start_sweep(REQUEST)
    store.start_sweep(SweepRequest(id="S2", policies=(), started_at=NOW))
    mine = take(store).id
    refused = store.take_sweep(OTHER, NOW + timedelta(seconds=59), 60)
    later = take(store, OTHER, 60).id
    workers = store.sweep_workers()
    store.free_sweeps(OTHER)

    assert (mine, refused, later, workers) == ("S1", None, "S1", (OTHER,))
    assert take(store, seconds=61).id == "S1"


def test_what_is_put_off_is_not_taken_before_its_time(store):
    """The sweep says what stops it, until it moves on."""
    store.start_sweep(REQUEST)
    store.put_off_sweep(take(store), ME, NOW + timedelta(seconds=30), "GitLab answered 502", 3)
    early = store.take_sweep(ME, NOW + timedelta(seconds=29), 60)
    late = take(store, seconds=30)
    store.plan_sweep(late, ME, "{}", {})
    on = take(store, seconds=31)

    assert (early, late.trouble, late.attempts) == (None, "GitLab answered 502", 3)
    assert (on.trouble, on.attempts) == ("", 0)


CHANGES = {
    "plan": lambda store, sweep: store.plan_sweep(sweep, ME, "{}", {"Mark": 9}),
    "page": lambda store, sweep: store.keep_page(sweep, ME, page(find(1))),
    "put off": lambda store, sweep: store.put_off_sweep(sweep, ME, NOW, "", 1),
    "end of the scan": lambda store, sweep: store.end_scan(sweep, ME, {}, lambda _tally: False, NOW),
    "handing in": lambda store, sweep: store.hand_in(sweep, ME, 9, lambda one: find_delivery("S1", one, NOW)),
    "end": lambda store, sweep: store.end_sweep(sweep, ME, ("Mark",), (), NOW),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize(
    "lose",
    [
        pytest.param(lambda store: take(store, OTHER, 60), id="another worker has it"),
        pytest.param(lambda store: store.drop_sweep("S1", NOW), id="a person dropped it"),
        pytest.param(lambda store: store.keep_page(take(store), ME, page(place="3", listing=0)), id="it went on"),
    ],
)
def test_who_lost_a_sweep_stores_nothing(store, lose, change):
    """A change names the worker and how the sweep stood; where either is no longer so, nothing of it is stored."""
    store.start_sweep(REQUEST)
    mine = take(store)
    lose(store)
    before = store.sweep("S1")

    with pytest.raises(LeaseLost, match="sweep S1"):
        change(store, mine)

    assert (store.sweep("S1"), store.found("S1", "Mark", 9)) == (before, ())


def test_finds_of_an_issue_come_together_in_the_order_of_the_policies(store):
    """So many issues are handed in at once, oldest first, each with all that was found of it, and once."""
    scanned(store, find(2, "Also"), find(2), find(1), find(3))
    handed = [[(one.ref.iid, one.policy) for one in hand_in(store, 2)] for _ in range(3)]

    assert handed == [[(1, "Mark"), (2, "Mark"), (2, "Also")], [(3, "Mark")], []]
    assert store.handed("S1").total == 4


def test_a_row_that_comes_twice_is_found_once(store):
    """A GitLab that pages by number shows a row again when another before it went."""
    store.start_sweep(REQUEST)
    store.plan_sweep(take(store), ME, "{}", {"Mark": 9})
    store.keep_page(take(store), ME, page(find(1), listing=0, place="2"))
    store.keep_page(take(store), ME, page(find(1), find(2)))
    store.end_scan(take(store), ME, {}, lambda _tally: False, NOW)
    found = store.sweep("S1")

    assert found is not None
    assert [tally.writes for tally in found.policies] == [2]


def test_what_is_released_while_the_rest_is_ended_is_handed_in_too(store):
    """A person may say yes at the very moment at which the sweep would be over."""
    store.start_sweep(REQUEST)
    store.plan_sweep(take(store), ME, "{}", {"Mark": 9})
    store.keep_page(take(store), ME, page(find(1)))
    store.end_scan(take(store), ME, {}, lambda _tally: True, NOW)
    before = take(store)
    store.release_sweep("S1")
    state = store.end_sweep(before, ME, (), (), NOW)

    assert state is SweepState.WRITING
    assert [one.ref.iid for one in hand_in(store, 9)] == [1]


def test_only_what_goes_before_sweeps_makes_them_wait(store):
    """Live deliveries do, as soon as their time has come; those of sweeps themselves do not."""
    scanned(store, find(1))
    hand_in(store, 9)
    swept = store.is_busy(NOW), store.swept()
    store.receive(delivery("live", f"{PROJECT}#9"))

    assert (swept, store.is_busy(NOW), store.is_busy(NOW - timedelta(seconds=1))) == ((False, 1), True, False)
