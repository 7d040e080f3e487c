"""How fast is a backlog worked off, the sandbox on the same cores?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from automation.model.work import Delivery, Source
from automation.runtime.store import Store
from benchmarks import servers
from benchmarks.deliveries import PROJECT, body
from benchmarks.figures import Row
from benchmarks.issues import open_stories


def measure(*, quick: bool) -> Iterator[Row]:
    """10,000 deliveries over 1,000 issues (bursts are coalesced), then over as many issues as deliveries."""
    total = 1_000 if quick else 10_000
    yield _drain(total, total // 10, "≥ 500/s", 500)
    yield _drain(total, total, "≥ 60/s", 60)


def _drain(total: int, issues: int, target: str, least: float) -> Row:
    with TemporaryDirectory() as folder, servers.sandbox() as box:
        open_stories(box.url, issues)
        database = Path(folder) / "usher.db"
        fill(database, total, issues)
        with servers.usher(box.url, database):
            seconds = until_empty(database)
    rate = total / seconds
    note = f"{seconds:.1f} s; each issue is read, taken into its workflow with one PUT, and answered with a note"
    return Row(f"Drain of {total:,} deliveries over {issues:,} issues", f"{rate:,.0f}/s", target, rate >= least, note)


def fill(database: Path, total: int, issues: int) -> None:
    """Store `total` deliveries, in bursts of the same issue."""
    store, each = Store.open(f"sqlite:///{database}"), total // issues
    now = datetime.now(UTC)
    deliveries = [
        Delivery(
            key=f"drain-{number}",
            source=Source.GITLAB,
            work_key=f"{PROJECT}#{number // each + 1}",
            project=PROJECT,
            received_at=now,
            header="Confidential Issue Hook",
            body=body(number // each + 1, number, "update" if number % each else "open"),
        )
        for number in range(total)
    ]
    for start in range(0, total, 500):
        store.receive_many(deliveries[start : start + 500])
    store.close()


def until_empty(database: Path) -> float:
    """Seconds until nothing waits any more; at most ten minutes."""
    store, begun = Store.open(f"sqlite:///{database}"), time.perf_counter()
    while store.counts().waiting and time.perf_counter() - begun < 600:
        time.sleep(0.05)
    store.close()
    return time.perf_counter() - begun
