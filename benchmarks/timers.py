"""What do ten thousand timers cost while none is due, and how late are they when all are due within a minute?"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import bindparam, create_engine, func, select, update

from automation.runtime.store.tables import inbox, issues
from benchmarks import servers
from benchmarks.catch_up import get_to_know
from benchmarks.deliveries import PROJECT
from benchmarks.drain import until_empty
from benchmarks.figures import Row, percentile
from benchmarks.processes import at_rest
from benchmarks.servers import Running

_SPAN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Fired:
    """One timer: seconds from the instant at which it was due."""

    #: until it was work in the inbox
    taken: float
    #: until that work was done
    done: float


def measure(*, quick: bool) -> Iterator[Row]:
    """The same service and the same issues without timers, with timers far away, and with all of them due."""
    count, seconds = (500, 3) if quick else (10_000, 20)
    with TemporaryDirectory() as folder, servers.box("plain", count) as box:
        database = Path(folder) / "usher.db"
        get_to_know(box, database, count)
        yield from _idle(f"{count:,} issues, no timers", box, database, seconds)
        set_timers(database, count, datetime.now(UTC) + timedelta(days=30))
        yield from _idle(f"{count:,} issues, {count:,} timers", box, database, seconds)
        yield from _due(box, database, count)


def set_timers(database: Path, count: int, first: datetime) -> None:
    """Let the issues 1 to `count` want to be woken one after the other, within `_SPAN` from `first` on."""
    change = update(issues).where(issues.c.key == bindparam("of")).values(wake_at=bindparam("at"))
    wakes = [{"of": f"{PROJECT}#{number + 1}", "at": first + _SPAN * (number / count)} for number in range(count)]
    engine = create_engine(f"sqlite:///{database}")
    with engine.begin() as connection:
        connection.execute(change, wakes)
    engine.dispose()


def fired(database: Path) -> list[Fired]:
    """What became of each timer, from the key of its delivery: ``timer:<issue>:<instant>``."""
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        wanted = select(inbox.c.key, inbox.c.received_at, inbox.c.done_at).where(inbox.c.key.startswith("timer:"))
        rows = connection.execute(wanted).all()
    engine.dispose()
    dues = [datetime.fromisoformat(row.key.split(":", 2)[2]) for row in rows]
    return [
        Fired((row.received_at - due).total_seconds(), (row.done_at - due).total_seconds())
        for row, due in zip(rows, dues, strict=True)
    ]


def _idle(question: str, box: Running, database: Path, seconds: float) -> Iterator[Row]:
    with servers.usher(box.url, database) as usher:
        time.sleep(3)
        share, memory = at_rest(usher.process, seconds)
    yield Row(
        f"Idle with {question}", f"{share:.2%}, {memory:.0f} MB", "≤ 1 %, ≤ 150 MB", share <= 0.01 and memory <= 150
    )


def _due(box: Running, database: Path, count: int) -> Iterator[Row]:
    with servers.usher(box.url, database):
        before = servers.requests_at(box)
        first = datetime.now(UTC) + timedelta(seconds=5)
        set_timers(database, count, first)
        _until_taken(database, count)
        until_empty(database)
        ended, calls = datetime.now(UTC), servers.requests_at(box) - before
    late = fired(database)
    for name, seconds in (("work", [timer.taken for timer in late]), ("done", [timer.done for timer in late])):
        p50, p99 = (percentile(seconds, share) for share in (0.5, 0.99))
        figure = f"p50 {p50:.1f} s, p99 {p99:.1f} s"
        yield Row(f"{count:,} timers due within a minute: due until {name}", figure, note=f"{len(late):,} fired")
    lasted = (ended - first).total_seconds()
    figure = f"{lasted:.1f} s after the first was due"
    note = f"{count / lasted:.0f}/s, {calls:,} calls; each issue is read, and nothing is written"
    yield Row(f"{count:,} timers due within a minute: all done", figure, note=note)


def _until_taken(database: Path, count: int) -> None:
    """Wait until all timers are work; at most ten minutes."""
    engine, begun = create_engine(f"sqlite:///{database}"), time.perf_counter()
    with engine.connect() as connection:
        wanted = select(func.count()).where(inbox.c.key.startswith("timer:"))
        while (connection.execute(wanted).scalar() or 0) < count and time.perf_counter() - begun < 600:
            connection.rollback()
            time.sleep(0.5)
    engine.dispose()
