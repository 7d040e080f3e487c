"""How soon after its receipt does a delivery become a change in GitLab?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import requests

from automation.runtime.store import Store
from benchmarks import servers
from benchmarks.deliveries import PROJECT
from benchmarks.drain import until_empty
from benchmarks.figures import Row, percentile
from benchmarks.issues import open_stories

_RATE = 50


def measure(*, quick: bool) -> Iterator[Row]:
    """People move 50 stories a second in the sandbox, whose hook tells Usher: from receipt to the first write."""
    count = 200 if quick else 1_500
    with TemporaryDirectory() as folder, servers.sandbox() as box:
        database = Path(folder) / "usher.db"
        with servers.usher(box.url, database) as usher:
            _hook(box.url, f"{usher.url}/webhooks/gitlab")
            open_stories(box.url, count)
            until_empty(database)
            _move(box.url, count)
            time.sleep(1)
            until_empty(database)
        seconds = sorted(_waits(database, count))
    p50, p99 = (percentile(seconds, share) * 1000 for share in (0.5, 0.99))
    note = f"{len(seconds):,} moves, each answered with one PUT and a note"
    figure = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"
    yield Row(f"Receipt to first write at {_RATE}/s", figure, "p99 ≤ 300 ms", p99 <= 300, note)


def _hook(url: str, address: str) -> None:
    hook = {
        "url": address,
        "signing_token": servers.SIGNING_TOKEN,
        "issues_events": True,
        "confidential_issues_events": True,
        "push_events": False,
    }
    requests.post(
        f"{url}/api/v4/projects/{quote(PROJECT, safe='')}/hooks",
        json=hook,
        headers={"PRIVATE-TOKEN": "sandbox-root"},
        timeout=30,
    ).raise_for_status()


def _move(url: str, count: int) -> None:
    """Nominated to Vetting, `_RATE` a second."""
    session = requests.Session()
    session.headers["PRIVATE-TOKEN"] = "sandbox-steve.george"
    begun = time.perf_counter()
    for number in range(count):
        time.sleep(max(0.0, begun + number / _RATE - time.perf_counter()))
        change = {"add_labels": ["Story::Vetting"], "remove_labels": ["Story::Nominated"]}
        address = f"{url}/api/v4/projects/{quote(PROJECT, safe='')}/issues/{number + 1}"
        session.put(address, json=change, timeout=30).raise_for_status()


def _waits(database: Path, count: int) -> Iterator[float]:
    """Seconds from receipt to the first recorded write, of every run that a move led to."""
    store = Store.open(f"sqlite:///{database}")
    cursor, found = None, 0
    while found < count:
        page = list(store.runs(limit=200, before=cursor))
        if not page:
            break
        for summary in page:
            run = store.run(summary.id)
            if run and run.memory_before.stage == "Nominated" and run.effects:
                found += 1
                written = run.effects[0].at
                if written is not None:
                    yield (written - min(event.at for event in run.events)).total_seconds()
        cursor = page[-1].id
    store.close()
