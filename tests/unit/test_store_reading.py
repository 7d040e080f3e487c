from __future__ import annotations

import pytest

from automation.model.decision import Decision, Outcome
from automation.model.refs import intake_key
from automation.model.snapshot import Memory
from automation.model.work import RunState
from automation.runtime.store import RunFilter, RunSummary
from tests.store_parts import NOW, PROJECT, REF, SECOND, claim, complete, delivery, open_store, plan, run

OTHER = f"{PROJECT}#8"
INTAKE = intake_key("nominations")


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Four runs: two of one issue, one of another, still under way, and an intake."""
    with open_store(tmp_path_factory.mktemp("runs")) as store:
        for number, key in enumerate((str(REF), str(REF), INTAKE, OTHER)):
            store.receive(delivery(f"d{number}", key))
            begun = run(f"R{number}", key, started_at=NOW + number * SECOND, **_differences(number))
            if key == OTHER:
                lease = claim(store, key=key)
                store.begin_run(lease, begun, [item.id for item in store.waiting(lease)])
            else:
                complete(store, begun)
        yield store


def _differences(number: int) -> dict[str, object]:
    stories = Memory(workflow="stories")
    return (
        {},
        {"decision": Decision(outcome=Outcome.PROCESSED, plan=plan(), memory=stories, matched=("Route", "Ask"))},
        {"decision": Decision(outcome=Outcome.DUPLICATE, actor="sa-emea"), "effects": ()},
        {"decision": Decision(outcome=Outcome.SKIPPED, matched=("Ask",)), "effects": (), "memory_before": stories},
    )[number]


class TestRuns:
    @pytest.mark.parametrize(
        ("wanted", "expected"),
        [
            pytest.param(RunFilter(), ["R3", "R2", "R1", "R0"], id="all, the newest first"),
            pytest.param(RunFilter(workflow="stories"), ["R3", "R1"], id="workflow, known before or decided now"),
            pytest.param(RunFilter(workflow="nominations"), ["R2"], id="workflow of an intake"),
            pytest.param(RunFilter(outcome="skipped"), ["R3"], id="outcome"),
            pytest.param(RunFilter(actor="sa-emea"), ["R2"], id="actor"),
            pytest.param(RunFilter(work_key=str(REF)), ["R1", "R0"], id="work key"),
            pytest.param(RunFilter(rule="Ask"), ["R3", "R1"], id="rule"),
            pytest.param(RunFilter(state=RunState.APPLYING), ["R3"], id="state"),
            pytest.param(RunFilter(since=NOW + 2 * SECOND), ["R3", "R2"], id="since, that instant included"),
            pytest.param(RunFilter(rule="Ask", outcome="processed"), ["R1"], id="all conditions together"),
            pytest.param(RunFilter(rule="ask"), [], id="names are compared as written"),
        ],
    )
    def test_can_be_asked_for(self, store, wanted, expected):
        """A list has the runs that fit every condition, the newest first."""
        assert [item.id for item in store.runs(wanted)] == expected

    def test_come_by_page(self, store):
        """The next page begins behind the last run of the one before."""
        first = store.runs(limit=3)
        second = store.runs(before=first[-1].id, limit=3)

        assert [[item.id for item in page] for page in (first, second)] == [["R3", "R2", "R1"], ["R0"]]

    def test_line_of_a_run(self, store):
        """A line says what happened: rules that matched and effects by kind among it."""
        assert store.runs(RunFilter(rule="Route")) == (
            RunSummary(
                id="R1",
                work_key=str(REF),
                workflow="stories",
                started_at=NOW + SECOND,
                finished_at=NOW + SECOND,
                state=RunState.DONE,
                outcome="processed",
                actor=None,
                error="",
                rules=("Ask", "Route"),
                effects={"PostNote": 1, "UpdateIssue": 1},
            ),
        )


def test_unknown_run_is_none(store):
    """A run id that never was gives nothing."""
    assert store.run("R9") is None
