"""How soon does Usher know what changed in a day in which nobody told it, and how soon is that decided?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import requests

from automation.runtime.store import Store
from benchmarks import servers
from benchmarks.deliveries import PROJECT
from benchmarks.drain import fill, until_empty
from benchmarks.figures import Row
from benchmarks.processes import peak
from benchmarks.servers import Running

_ISSUES = f"/api/v4/projects/{quote(PROJECT, safe='')}/issues"


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What one start after the gap took."""

    #: seconds until everything was found and stored
    found: float
    #: seconds until everything was decided
    decided: float
    #: API calls until everything was found; workers that decide make some of them
    calls: int
    #: the most memory of the process until everything was decided, in MB
    memory: float


def measure(*, quick: bool) -> Iterator[Row]:
    """5,000 of 8,000 known issues change while Usher is away, and it starts a day later."""
    known, changed = (400, 250) if quick else (8_000, 5_000)
    for delay in (0.0, 0.02):
        with TemporaryDirectory() as folder, servers.box("plain", known) as box:
            database = Path(folder) / "usher.db"
            get_to_know(box, database, known)
            change(box, changed)
            away_since(database, datetime.now(UTC) - timedelta(days=1))
            servers.slow_down(box, delay)
            limit, pages = _bare(box, datetime.now(UTC) - timedelta(days=1))
            yield from _rows(catch_up(box, database), changed, delay, limit, pages)


def get_to_know(box: Running, database: Path, count: int) -> None:
    """Let Usher look at the first `count` issues, and end it."""
    with servers.usher(box.url, database):
        fill(database, count, count)
        until_empty(database)


def change(box: Running, count: int) -> None:
    """Give the first `count` issues another title, and every second one a comment; no hook tells of it."""
    session = requests.Session()
    session.headers["PRIVATE-TOKEN"] = "sandbox-april.marks"

    def one(number: int) -> None:
        address = f"{box.url}{_ISSUES}/{number}"
        session.put(address, json={"title": f"Changed {number}"}, timeout=30).raise_for_status()
        if number % 2:
            session.post(f"{address}/notes", json={"body": "Any news?"}, timeout=30).raise_for_status()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(1, count + 1)))


def away_since(database: Path, point: datetime) -> None:
    """Make Usher believe that it last heard of the project at `point`."""
    store = Store.open(f"sqlite:///{database}")
    for name in ("caught up", "compared"):
        store.keep(f"{name}:{PROJECT}", point.isoformat())
    store.close()


def catch_up(box: Running, database: Path) -> CaughtUp:
    """Start Usher and wait for all that it finds."""
    calls, begun = servers.requests_at(box), time.perf_counter()
    with servers.usher(box.url, database) as usher:
        _until_found(database)
        found, calls = time.perf_counter() - begun, servers.requests_at(box) - calls
        until_empty(database)
        return CaughtUp(found, time.perf_counter() - begun, calls, peak(usher.process))


def _until_found(database: Path) -> None:
    """Wait until the project's sure point has moved on; at most half an hour."""
    store, begun = Store.open(f"sqlite:///{database}"), time.perf_counter()
    before = store.recall(f"caught up:{PROJECT}")
    while store.recall(f"caught up:{PROJECT}") == before and time.perf_counter() - begun < 1800:
        time.sleep(0.05)
    store.close()


def _bare(box: Running, since: datetime) -> tuple[float, int]:
    """Seconds and calls that reading the same rows takes: what changed since, and all that is open."""
    begun, calls = time.perf_counter(), 0
    with requests.Session() as session:
        session.headers["PRIVATE-TOKEN"] = "sandbox-usher-bot"
        for wanted in ({"updated_after": since.isoformat()}, {"state": "opened"}):
            query = {"per_page": "100", "pagination": "keyset", "order_by": "updated_at", "sort": "asc", **wanted}
            answer = session.get(f"{box.url}{_ISSUES}", params=query, timeout=30)
            calls += 1
            while address := answer.links.get("next", {}).get("url"):
                answer.json()
                answer, calls = session.get(address, timeout=30), calls + 1
    return time.perf_counter() - begun, calls


def _rows(done: CaughtUp, changed: int, delay: float, limit: float, pages: int) -> Iterator[Row]:
    name = f"{changed:,} issues changed in a day, GitLab answers after {delay * 1000:.0f} ms"
    note = f"{done.calls:,} calls, at most {done.memory:.0f} MB; {done.found / limit:.1f} times the limit"
    yield Row(f"{name}, every second with a comment: found", f"{done.found:.1f} s", note=note)
    yield Row(f"{name}: decided", f"{done.decided:.1f} s", note="nothing is written")
    yield Row(f"{name}: bare reading (the limit)", f"{limit:.1f} s", note=f"{pages:,} calls")
