from __future__ import annotations

import pytest

from automation.model.work import Priority
from tests.store_parts import LEASE_SECONDS, NOW, REF, SECOND, claim, delivery, open_store


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def claim_all(store, now=NOW) -> list[str]:
    """Every key that can be claimed, in the order in which it is given."""
    leases = iter(lambda: store.claim("host:1:1", now, LEASE_SECONDS), None)
    return [lease.work_key for lease in leases]


class TestTurns:
    def test_priority_comes_first(self, store):
        """Live events go before timers, timers before sweeps, whatever their age."""
        for number, priority in enumerate((Priority.SWEEP, Priority.TIMER, Priority.LIVE)):
            at = NOW + number * SECOND
            store.receive(delivery(f"d{number}", f"{REF.project}#{number}", priority=priority, received_at=at))

        assert claim_all(store, NOW + 2 * SECOND) == [f"{REF.project}#{number}" for number in (2, 1, 0)]

    def test_projects_take_turns(self, store):
        """Within a priority each project is served in turn, so a busy one starves nobody."""
        busy = [delivery(f"b{number}", f"busy#{number}", received_at=NOW - 99 * SECOND) for number in range(4)]
        calm = [delivery(f"c{number}", f"calm#{number}") for number in range(2)]
        store.receive_many([*busy, *calm])

        assert claim_all(store) == ["busy#0", "calm#0", "busy#1", "calm#1", "busy#2", "busy#3"]

    def test_turns_are_remembered(self, store):
        """A project that was served waits its turn, also for work that comes later."""
        store.receive_many([delivery("a1", "a#1"), delivery("b1", "b#1")])
        claim_all(store)
        store.receive_many([delivery("a2", "a#2"), delivery("b2", "b#2"), delivery("c1", "c#1")])

        assert claim_all(store) == ["c#1", "a#2", "b#2"]

    def test_oldest_first_within_a_project(self, store):
        """Of one project the key goes first that has been ready longest."""
        for number, age in enumerate((1, 3, 2)):
            store.receive(delivery(f"d{number}", f"{REF.project}#{number}", received_at=NOW - age * SECOND))

        assert claim_all(store) == [f"{REF.project}#{number}" for number in (1, 2, 0)]

    def test_ready_names_the_same_order(self, store):
        """What a tick is told is what claims would give, up to its limit, and asking takes nothing."""
        for number in range(9):
            project, priority = f"p{number % 2}", (Priority.LIVE, Priority.SWEEP)[number % 3 == 0]
            store.receive(delivery(f"d{number}", f"{project}#{number}", priority=priority))
        claim(store)

        told = store.ready(NOW, 100)

        assert store.ready(NOW, 3) == told[:3]
        assert claim_all(store) == told

    def test_work_of_another_project_name_is_still_served(self, store):
        """A key whose deliveries name different projects is found under the project it came with."""
        store.receive(delivery("d1", "intake:stories", project="a", priority=Priority.SWEEP))
        store.receive(delivery("d2", "intake:stories", project="b"))

        assert claim_all(store) == ["intake:stories"]
