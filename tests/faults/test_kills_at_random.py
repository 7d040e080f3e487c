"""kill -9 in the middle of threads, ports and requests: order per issue kept, accounts balanced, nothing twice."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from automation.runtime.store import Counts, RunFilter, Store
from tests.faults.gitlab_side import Scene, scene
from tests.faults.phoenix import Phoenix, Sniper

ISSUES = 5
SHOTS = 6
#: the story makes more requests than this
REQUESTS = 90
PATIENCE = 120


@dataclass(frozen=True)
class Ending:
    """What is there when everything is over; the order in which cases were opened is chance."""

    nominations: list[dict[str, Any]]
    cases: list[dict[str, Any]]
    invitations: list[str]


def settle(gitlab: Scene, service: Phoenix, store: Store) -> None:
    """Bring what GitLab sends, and wait for what follows, until both have nothing more to say."""
    pause, until = threading.Event(), time.monotonic() + PATIENCE
    while (sent := gitlab.take()) or store.counts().waiting:
        for item in sent:
            service.deliver(item)
        service.revive()
        pause.wait(0.02)
        assert time.monotonic() < until, store.work_states()


def tell(gitlab: Scene, service: Phoenix, store: Store) -> None:
    """The stories of several nominations at once, step by step."""
    nominations = [gitlab.nominate(f"partner-emea-{number}@example.com") for number in range(ISSUES)]
    settle(gitlab, service, store)
    for person, old, new in (
        ("sa-emea", "Nominated", "Approved"),
        ("champions-manager", "Nominated", "Approved"),
        ("champions-manager", "Approved", "Declined"),
    ):
        for iid in nominations:
            gitlab.move(person, iid, old, new)
        settle(gitlab, service, store)


def play(folder: Path, shots: dict[int, str]) -> tuple[Ending, Counts, int, list[tuple[str, list[int]]]]:
    """The stories with the service killed at `shots`: their ending, the account, the kills, and the order of events."""
    folder.mkdir()
    database, sniper = folder / "usher.db", Sniper(shots)
    with (
        scene(register=[sniper.register]) as gitlab,
        Phoenix(gitlab, database, sniper) as service,
        Store.open(f"sqlite:///{database}") as store,
    ):
        tell(gitlab, service, store)
        assert service.end() == 0
        return ending(gitlab), store.counts(), sniper.fired, order(store)


def ending(gitlab: Scene) -> Ending:
    """What GitLab shows, in an order that does not depend on chance."""
    issues = [{**issue, "notes": sorted(issue["notes"])} for issue in gitlab.issues()]
    links = {issue["iid"]: issue.pop("links") for issue in issues}
    nominations = [issue | {"cases": len(links[issue["iid"]])} for issue in issues if issue["title"] == "Nomination"]
    cases = [issue for issue in issues if issue["title"] == "Support case"]
    for case in cases:
        del case["iid"]
    return Ending(nominations, cases, sorted(gitlab.invitations()))


def order(store: Store) -> list[tuple[str, list[int]]]:
    """For each key the numbers of its deliveries, in the order in which runs took their events."""
    rows = store._db.read(lambda db: db.exec_driver_sql("select id, key from inbox").all())
    arrived = {row.key: row.id for row in rows}
    runs = [store.run(line.id) for line in reversed(store.runs(RunFilter(), limit=1000))]
    keys = dict.fromkeys(run.work_key for run in runs if run is not None)
    return [
        (key, [arrived[event.id] for run in runs if run is not None and run.work_key == key for event in run.events])
        for key in keys
    ]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Ending:
    """How the stories end when nobody is killed."""
    ending, _counts, _fired, _order = play(tmp_path_factory.mktemp("undisturbed") / "life", {})
    return ending


@pytest.mark.parametrize("seed", [1, 2])
def test_kills_at_random_requests_change_nothing(seed: int, undisturbed: Ending, tmp_path: Path):
    """Killed again and again while GitLab answers it, the service ends as if it had not been, with nothing twice."""
    chance = random.Random(seed)
    shots = {number: chance.choice(["before", "after"]) for number in chance.sample(range(1, REQUESTS), SHOTS)}

    found, counts, fired, taken = play(tmp_path / "life", shots)

    assert found == undisturbed
    assert fired == SHOTS
    assert (counts.waiting, counts.dead, counts.stored) == (0, 0, counts.done)
    assert [(key, numbers) for key, numbers in taken if numbers != sorted(numbers)] == []
    assert Counter(number for _key, numbers in taken for number in numbers).most_common(1)[0][1] == 1
