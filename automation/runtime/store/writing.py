"""How the process writes: on SQLite through one connection in fair order, on PostgreSQL through a pool.

SQLite's own busy handler is not fair (design.md §5), so threads queue here. Whoever comes first leads: it runs the jobs
of all who came meanwhile in one transaction, so that they share one sync of the disk, and hands the lead to the next.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Connection, Engine

T = TypeVar("T")

#: a transaction's work; may be run again from the start when it, or another of its group, failed
Job = Callable[[Connection], T]

#: how many jobs share one commit at most, so that the first of them does not wait long
_GROUP = 32


class Writer(Protocol):
    """Runs jobs, each as one transaction or as part of one."""

    def run(self, job: Job[T]) -> T:
        """The result of `job` once it is committed; raises what the job or the database raised, with nothing stored."""

    def close(self) -> None:
        """Give the connection back; nothing may be run after."""


class PoolWriter:
    """Each job in a transaction of its own, on a connection of the pool."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def run(self, job: Job[T]) -> T:
        """The result of `job` once it is committed."""
        with self._engine.begin() as connection:
            return job(connection)

    def close(self) -> None:
        """Nothing is held."""


class _Turn:
    """One job that waits for its commit."""

    __slots__ = ("error", "job", "result", "served", "signal")

    def __init__(self, job: Job[Any]) -> None:
        self.job = job
        self.signal = threading.Lock()
        self.signal.acquire()
        self.served = False
        self.result: Any = None
        self.error: BaseException | None = None


class GroupWriter:
    """All jobs of the process in order of their coming, on one connection, as many as wait in one commit."""

    def __init__(self, engine: Engine) -> None:
        self._connection = engine.connect()
        self._queue: deque[_Turn] = deque()
        self._mutex = threading.Lock()
        self._led = False

    def run(self, job: Job[T]) -> T:
        """The result of `job` once it is committed."""
        turn = _Turn(job)
        with self._mutex:
            self._queue.append(turn)
            leads, self._led = not self._led, True
        if not leads:
            turn.signal.acquire()
        if not turn.served:
            self._lead()
        if turn.error is not None:
            raise turn.error
        return cast("T", turn.result)

    def close(self) -> None:
        """Close the connection, after what runs now."""
        if not self._connection.closed:
            self.run(lambda _: None)
            self._connection.close()

    def _lead(self) -> None:
        """Serve those who wait, this thread's own job first, then let the next one lead."""
        with self._mutex:
            group = [self._queue.popleft() for _ in range(min(_GROUP, len(self._queue)))]
        self._serve(group)
        with self._mutex:
            heir = self._queue[0] if self._queue else None
            self._led = heir is not None
        for turn in group[1:]:
            turn.signal.release()
        if heir is not None:
            heir.signal.release()

    def _serve(self, group: list[_Turn]) -> None:
        try:
            self._commit(group)
        except BaseException as error:  # noqa: BLE001  # whatever it is, it belongs to the thread whose job it is
            if len(group) == 1:
                group[0].error = error
            else:
                for turn in group:
                    self._serve([turn])
        for turn in group:
            turn.served = True

    def _commit(self, group: list[_Turn]) -> None:
        with self._connection.begin():
            results = [turn.job(self._connection) for turn in group]
        for turn, result in zip(group, results, strict=True):
            turn.result = result
