"""The operators' pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.model.work import Source
from automation.runtime.checks import Check
from tests.fakes import NOW, FakeCounts, FakeInbox, door
from webhooks.app import create_app

GOOD = {
    "config": {"ok": True, "detail": "good"},
    "gitlab": {"ok": True, "detail": "seen"},
    "store": {"ok": True, "detail": "can be written"},
}


def get(path, **parts):
    """The answer of a door made of `parts`."""
    return create_app(door(**parts)).test_client().get(path)


def test_a_process_that_answers_is_alive():
    """Liveness asks nobody: a database that is away is no reason to restart us."""
    answer = get("/livez", store=FakeInbox(away=True))
    assert (answer.status_code, answer.json) == (200, {"status": "alive"})


def test_ready_means_that_every_check_holds():
    """Store, configuration and GitLab are named, each with what was seen."""
    answer = get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "checks": GOOD})


@pytest.mark.parametrize(
    ("parts", "failed"),
    [
        pytest.param(
            {"store": FakeInbox(away=True)},
            {"store": {"ok": False, "detail": "the database is not available: disk full"}},
            id="the store is away",
        ),
        pytest.param(
            {"health": lambda: {"config": Check(ok=True, detail="good"), "gitlab": Check(ok=False, detail="401")}},
            {"gitlab": {"ok": False, "detail": "401"}},
            id="GitLab refuses us",
        ),
    ],
)
def test_one_check_that_fails_is_enough_for_503(parts, failed):
    """Whoever watches reads which one it is, and that the others hold."""
    answer = get("/readyz", **parts)
    assert (answer.status_code, answer.json) == (503, {"status": "not ready", "checks": {**GOOD, **failed}})


def test_metrics_are_in_the_format_of_prometheus():
    """What was counted and what the store knows come out together."""
    counted = door(store=FakeInbox(queue=FakeCounts(waiting=3, dead=1, oldest_waiting=NOW - timedelta(seconds=90))))
    counted.metrics.stored(Source.GITLAB)
    answer = create_app(counted).test_client().get("/metrics")
    lines = answer.text.splitlines()
    expected = [
        'usher_deliveries_stored_total{source="gitlab"} 1.0',
        "usher_store_up 1.0",
        "usher_waiting 3.0",
        "usher_dead 1.0",
        "usher_oldest_waiting_seconds 90.0",
    ]
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert [line for line in expected if line in lines] == expected


def test_metrics_say_that_the_store_is_away():
    """A number that cannot be known now is none, rather than the last one."""
    answer = get("/metrics", store=FakeInbox(away=True))
    expected = ["usher_store_up 0.0", "usher_waiting NaN", "usher_dead NaN", "usher_oldest_waiting_seconds NaN"]
    lines = answer.text.splitlines()
    assert (answer.status_code, [line for line in expected if line in lines]) == (200, expected)
