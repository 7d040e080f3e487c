"""How often people take back what a rule did: seen in what is remembered, counted once with the run, for good."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.model.snapshot import Memory
from automation.runtime.regret import regretted
from automation.runtime.store import Regret
from tests.engine_parts import delivery, engine, event, memory, snapshot
from tests.store_parts import NOW, complete, open_store, run
from tests.store_parts import delivery as stored_delivery

RULES = ("Hot", "Hot|label:x", "Cold")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(set(), set(), (), id="nothing"),
        pytest.param({"Hot|label:a"}, {"Hot|label:a"}, (), id="known already"),
        pytest.param(set(), {"Hot|label:a", "Hot|state:closed"}, ("Hot", "Hot"), id="two things of one rule"),
        pytest.param({"Hot|label:a"}, {"Hot|label:a", "Cold|assignee:sa-emea"}, ("Cold",), id="what is new"),
        pytest.param(set(), {"stage New|assignee:sa-emea"}, (), id="a stage is no rule"),
        pytest.param(set(), {"Hot|label:x|label:y"}, ("Hot|label:x",), id="a rule whose name looks like more"),
    ],
)
def test_regretted(before: set[str], after: set[str], expected: tuple[str, ...]):
    """Of each thing that was taken back since, the rule that had set it."""
    memories = (Memory(reversed=frozenset(before)), Memory(reversed=frozenset(after)))

    assert regretted(*memories, lambda: RULES) == expected


def test_counted_with_the_run(tmp_path: Path):
    """A run that learns of a reversal counts it with its end, and the metric follows; the next run counts nothing."""
    with engine(tmp_path) as usher:
        usher.core.parts = {"memory": memory(seen=snapshot(), reversed=frozenset({"Hot|label:a"})), "matched": ("Hot",)}
        for number in (1, 2):
            usher.store.receive(delivery(event(f"e{number}")))
            usher.worker.look()
        metrics = usher.worker.metrics.render(None, NOW).decode()

        assert usher.store.regrets() == (Regret(rule="Hot", taken_back=1, runs=2),)
    assert 'usher_rule_regretted_total{rule="Hot"} 1.0' in metrics


def test_listed_by_how_often(tmp_path: Path):
    """The rules of which most was taken back come first, counted over all runs, with the runs in which they held."""
    with open_store(tmp_path) as store:
        for number, rules in enumerate([["Thank the author"], ["100 %_", "Thank the author"], ["Hot"] * 3]):
            store.receive(stored_delivery(f"d{number}"))
            complete(store, run(f"R{number}"), regretted=rules)

        assert store.regrets(most=2) == (
            Regret(rule="Hot", taken_back=3, runs=0),
            Regret(rule="Thank the author", taken_back=2, runs=3),
        )
