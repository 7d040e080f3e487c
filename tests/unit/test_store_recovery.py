from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.runtime.store import LeaseLost, RunFilter
from tests.store_parts import (
    LEASE_SECONDS,
    NOW,
    REF,
    begin,
    claim,
    delivery,
    ended,
    open_store,
    record,
    run,
    settled,
)

KEY = str(REF)
END = NOW + timedelta(seconds=LEASE_SECONDS)


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


class TestDiscard:
    def test_deliveries_wait_again(self, store):
        """A run of which nothing was written never was; the same holder decides its deliveries anew."""
        lease, begun = begin(store, None, "d1", "d2")
        store.discard_run(lease, begun.id)
        assert store.bound(lease, begun.id) == ()
        again = run("R2")
        store.begin_run(lease, again, [item.id for item in store.waiting(lease)])

        assert (store.run("R1"), store.open_run(KEY)) == (None, again)
        assert [item.key for item in store.bound(lease, "R2")] == ["d1", "d2"]
        assert store.runs(RunFilter(rule="Thank the author")) == store.runs()


class TestRecovery:
    def test_the_next_holder_finds_what_was_under_way(self, store):
        """After a crash between two effects the new holder sees what was done, and can end the run."""
        lease, begun = begin(store)
        done = settled(begun.effects[0])
        store.record_effect(lease, begun.id, done)

        heir = claim(store, END, worker="host:2:1")
        found = store.open_run(KEY)
        assert found == replace(begun, effects=(done, begun.effects[1]))
        store.finish_run(heir, ended(found), delivery_outcomes={}, issue=record(), now=END)

        assert (store.counts().done, store.work_states()) == (1, {})

    @pytest.mark.parametrize(
        "act",
        [
            pytest.param(lambda store, lease: store.begin_run(lease, run("R2"), [2]), id="begin"),
            pytest.param(lambda store, lease: store.record_effect(lease, "R1", settled(run().effects[0])), id="record"),
            pytest.param(lambda store, lease: store.discard_run(lease, "R1"), id="discard"),
            pytest.param(
                lambda store, lease: store.finish_run(
                    lease,
                    ended(run()),
                    delivery_outcomes={1: "processed"},
                    issue=record(),
                    messages=[delivery("message:R1:0", f"{REF.project}#8")],
                    now=END,
                ),
                id="finish",
            ),
        ],
    )
    def test_a_dead_man_s_hand_writes_nothing(self, store, act):
        """A worker that stalled, and whose key another has meanwhile, stores nothing at all."""
        lease, begun = begin(store)
        store.receive(delivery("d2"))
        claim(store, END, worker="host:2:1")
        before = store.counts()

        with pytest.raises(LeaseLost):
            act(store, lease)

        assert (store.open_run(KEY), store.counts(), store.issue(REF), store.run("R2")) == (begun, before, None, None)
