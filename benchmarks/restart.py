"""How soon does Usher work again after it was killed, and what does it cost when nothing happens?"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from automation.runtime.store import Store
from benchmarks import servers
from benchmarks.drain import fill
from benchmarks.figures import Row
from benchmarks.issues import open_stories
from benchmarks.processes import at_rest


def measure(*, quick: bool) -> Iterator[Row]:
    """Killed with a backlog, then idle."""
    total = 1_000 if quick else 10_000
    yield _restart(total)
    yield from _idle(3 if quick else 20)


def _restart(total: int) -> Row:
    with TemporaryDirectory() as folder, servers.sandbox() as box:
        open_stories(box.url, total // 10)
        database = Path(folder) / "usher.db"
        fill(database, total, total // 10)
        with servers.usher(box.url, database) as usher:
            _done_beyond(database, 0)
            os.kill(usher.process.pid, signal.SIGKILL)
            usher.process.wait()
        done, begun = _done(database), time.perf_counter()
        with servers.usher(box.url, database):
            _done_beyond(database, done)
            seconds = time.perf_counter() - begun
    figure = f"{seconds:.1f} s until the first delivery was done"
    return Row(f"Restart after kill -9 with {total:,} waiting", figure, "≤ 5 s", seconds <= 5)


def _done(database: Path) -> int:
    store = Store.open(f"sqlite:///{database}")
    done: int = store.counts().done
    store.close()
    return done


def _done_beyond(database: Path, number: int) -> None:
    store, begun = Store.open(f"sqlite:///{database}"), time.perf_counter()
    while store.counts().done <= number and time.perf_counter() - begun < 60:
        time.sleep(0.02)
    store.close()


def _idle(seconds: float) -> Iterator[Row]:
    with (
        TemporaryDirectory() as folder,
        servers.sandbox() as box,
        servers.usher(box.url, Path(folder) / "usher.db") as usher,
    ):
        time.sleep(3)
        share, memory = at_rest(usher.process, seconds)
    yield Row("Idle: processor", f"{share:.2%}", "≤ 1 %", share <= 0.01)
    yield Row("Idle: memory", f"{memory:.0f} MB", "≤ 150 MB", memory <= 150)
