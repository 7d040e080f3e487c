from __future__ import annotations

import threading
from collections import deque

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import IntegrityError, ResourceClosedError
from sqlalchemy.pool import StaticPool

from automation.runtime.store.errors import LeaseLost
from automation.runtime.store.writing import GroupWriter, PoolWriter


@pytest.fixture
def engine():
    """A database with one table of numbers."""
    opened = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with opened.begin() as connection:
        connection.execute(text("CREATE TABLE numbers (number INTEGER PRIMARY KEY)"))
    yield opened
    opened.dispose()


@pytest.fixture(params=[GroupWriter, PoolWriter])
def writer(request, engine):
    """Both kinds of writer keep the same promises."""
    opened = request.param(engine)
    yield opened
    opened.close()


def add(number: int):
    """A job that stores `number` and gives it."""

    def job(connection) -> int:
        connection.execute(text("INSERT INTO numbers VALUES (:number)"), {"number": number})
        return number

    return job


def numbers(writer) -> list[int]:
    """What is stored, sorted."""
    return writer.run(lambda connection: list(connection.scalars(text("SELECT number FROM numbers ORDER BY number"))))


class Line(deque):
    """A line of jobs that tells when somebody has joined it."""

    def __init__(self) -> None:
        super().__init__()
        self.joined = threading.Semaphore(0)

    def append(self, turn) -> None:
        """Join the line at its end."""
        super().append(turn)
        self.joined.release()


class Queue:
    """Jobs that stand in line, in known order, behind one that runs until `serve` is called."""

    def __init__(self, writer: GroupWriter) -> None:
        self.writer = writer
        self.results: dict[int, object] = {}
        self._line = writer._queue = Line()
        self._threads: list[threading.Thread] = []
        self._go = threading.Event()
        started = threading.Event()

        def first(_) -> str:
            started.set()
            assert self._go.wait(10)
            return "first"

        self.join(0, first)
        assert started.wait(10)

    def join(self, place: int, job) -> None:
        """Stand `job` in line at `place`, which is the end."""
        self._threads.append(threading.Thread(target=self._run, args=(place, job)))
        self._threads[-1].start()
        assert self._line.joined.acquire(timeout=10)

    def serve(self) -> dict[int, object]:
        """Let the first job end; gives what every job came to, by place."""
        self._go.set()
        for thread in self._threads:
            thread.join(10)
        return self.results

    def _run(self, place: int, job) -> None:
        try:
            self.results[place] = self.writer.run(job)
        except IntegrityError as error:
            self.results[place] = type(error).__name__


@pytest.fixture
def queue(engine):
    """A line of jobs behind one that runs."""
    writer = GroupWriter(engine)
    yield Queue(writer)
    writer.close()


class TestRun:
    def test_gives_the_result_once_stored(self, writer):
        """A job's result is given when its work is stored."""
        assert writer.run(add(1)) == 1
        assert numbers(writer) == [1]

    def test_a_failed_job_stores_nothing(self, writer):
        """What a job raises reaches its caller, and nothing of the job stays."""

        def fail(connection) -> None:
            add(1)(connection)
            raise LeaseLost(connection.dialect.name)

        with pytest.raises(LeaseLost, match="the lease on sqlite was lost"):
            writer.run(fail)

        assert numbers(writer) == []

    def test_goes_on_after_a_failure(self, writer):
        """A failed job is nobody else's trouble."""
        writer.run(add(1))
        with pytest.raises(IntegrityError):
            writer.run(add(1))
        writer.run(add(2))

        assert numbers(writer) == [1, 2]


class TestGroup:
    def test_serves_in_order_of_coming(self, queue):
        """Whoever comes first is served first, however many stand in line."""
        order = [*range(40, 20, -1), *range(41, 61)]
        for place, number in enumerate(order, 1):
            queue.join(place, lambda connection, number=number: served.append(add(number)(connection)))
        served: list[int] = []
        queue.serve()

        assert served == order
        assert numbers(queue.writer) == sorted(order)

    def test_shares_one_commit(self, queue, engine):
        """All who stand in line are stored by one commit, up to 32 of them."""
        commits = []
        event.listen(engine, "commit", commits.append)
        for place in range(1, 41):
            queue.join(place, add(place))

        assert queue.serve() == {0: "first", **{place: place for place in range(1, 41)}}
        assert len(commits) == 3

    def test_one_fault_spoils_no_other_job(self, queue):
        """When one of a group fails the others are stored all the same, each once."""
        for place, number in enumerate((1, 2, 1, 3), 1):
            queue.join(place, add(number))

        assert queue.serve() == {0: "first", 1: 1, 2: 2, 3: "IntegrityError", 4: 3}
        assert numbers(queue.writer) == [1, 2, 3]

    def test_nothing_runs_after_the_end(self, engine):
        """A closed writer says so instead of losing what it is given."""
        writer = GroupWriter(engine)
        writer.close()

        with pytest.raises(ResourceClosedError):
            writer.run(add(1))
