"""`automation.runtime.runner` and `wakeups`: wake-ups reach a thread that looks."""

import threading

import pytest
import structlog

from automation.model.work import Priority
from automation.runtime.runner import Runner
from automation.runtime.wakeups import JsonSerializer, open_wakeups


class Looks:
    """Looks that remember their keys; the first can be held up."""

    def __init__(self, expected: int, *, hold: bool = False):
        self.keys: list[str] = []
        self.holding = threading.Event()
        self.go = threading.Event()
        self.all_there = threading.Event()
        self._expected = expected
        if not hold:
            self.go.set()

    def __call__(self, key: str) -> None:
        """Look at `key`, once it may."""
        self.holding.set()
        self.go.wait(10)
        self.keys.append(key)
        if len(self.keys) == self._expected:
            self.all_there.set()


@pytest.fixture(params=["memory:", "sqlite:///{path}/wakeups.db"], ids=["memory", "sqlite"])
def queue(request, tmp_path):
    """A queue of each kind that needs no server."""
    return open_wakeups(request.param.format(path=tmp_path))


def run(huey, looks, *, workers=1):
    """A started runner."""
    runner = Runner(huey, looks, workers)
    runner.start()
    return runner


def test_each_wake_up_is_looked_at(queue):
    """Whoever is called is looked at once, in order of the calls."""
    looks = Looks(3)
    runner = run(queue, looks)

    for key in ("a#1", "a#2", "a#3"):
        runner.wake(key)

    assert looks.all_there.wait(10)
    assert (runner.stop(10), looks.keys) == (True, ["a#1", "a#2", "a#3"])


def test_live_work_goes_before_timers_and_sweeps(queue):
    """Among calls that wait the lower priority is answered first."""
    looks = Looks(4, hold=True)
    runner = run(queue, looks)
    runner.wake("first")
    assert looks.holding.wait(10)

    runner.wake("sweep", Priority.SWEEP)
    runner.wake("timer", Priority.TIMER)
    runner.wake("live", Priority.LIVE)
    looks.go.set()

    assert looks.all_there.wait(10)
    assert (runner.stop(10), looks.keys) == (True, ["first", "live", "timer", "sweep"])


def test_a_key_that_is_called_already_is_not_called_twice():
    """In one process a second call is dropped while the first waits, and counts again once the look has begun."""
    looks = Looks(3, hold=True)
    runner = run(open_wakeups("memory:"), looks)
    runner.wake("a#1")
    assert looks.holding.wait(10)

    for _ in range(5):
        runner.wake("a#1")
        runner.wake("a#2")
    waiting = runner.pending
    looks.go.set()

    assert looks.all_there.wait(10)
    assert (runner.stop(10), waiting, looks.keys) == (True, 2, ["a#1", "a#1", "a#2"])


def test_a_failing_look_does_not_end_the_thread(queue):
    """Whatever a look raises, the next one is made."""
    looked = threading.Event()

    def look(key: str) -> None:
        if key == "bad":
            raise RuntimeError
        looked.set()

    runner = run(queue, look)
    runner.wake("bad")
    runner.wake("good")

    assert looked.wait(10)
    assert runner.stop(10)


def test_stopping_waits_for_the_look_under_way(queue):
    """A graceful stop lets the look end, and takes no further call."""
    looks = Looks(1, hold=True)
    runner = run(queue, looks)
    runner.wake("under way")
    assert looks.holding.wait(10)
    runner.wake("too late")
    threading.Timer(0.05, looks.go.set).start()

    assert (runner.stop(10), looks.keys) == (True, ["under way"])


def test_stopping_has_an_end(queue):
    """A look that does not end in time is left behind, and said so."""
    looks = Looks(1, hold=True)
    runner = run(queue, looks)
    runner.wake("stuck")
    assert looks.holding.wait(10)

    try:
        assert not runner.stop(0.05)
    finally:
        looks.go.set()


def test_a_process_that_only_calls_piles_nothing_up():
    """Without workers a queue in memory takes no calls: nobody would ever answer them."""
    runner = Runner(open_wakeups("memory:"), lambda _key: None, 0)

    runner.wake("a#1")

    assert (runner.pending, runner.stop(1)) == (0, True)


def test_a_lost_queue_is_no_trouble_for_the_caller(tmp_path):
    """Where the queue cannot take a call, the call is lost without a fault: the inbox has the delivery."""
    huey = open_wakeups(f"sqlite:///{tmp_path / 'wakeups.db'}")
    huey.storage.sql("drop table task", commit=True)

    with structlog.testing.capture_logs() as logs:
        Runner(huey, lambda _key: None, 1).wake("a#1")
    huey.storage.close()

    expected = {"event": "wake-up lost", "log_level": "warning", "key": "a#1", "fault": "OperationalError"}
    assert logs == [expected]


def test_wake_ups_in_a_shared_queue_are_plain_json():
    """What lies in a shared queue is data; reading it runs nothing, as pickle would."""
    serializer = JsonSerializer()

    stored = serializer.serialize(("id", "look", None))

    assert (stored, tuple(serializer.deserialize(stored))[:3]) == (b'["id", "look", null]', ("id", "look", None))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param("amqp://guest:secret@host", "amqp: is no kind of queue", id="another broker"),
        pytest.param("usher.db", "no: is no kind of queue", id="no scheme"),
        pytest.param("redis://:secret@host/0", "the queue of wake-ups cannot be opened", id="driver missing"),
        pytest.param("postgresql+psycopg://u:secret@h/d", "the queue of wake-ups cannot be opened", id="the same"),
    ],
)
def test_an_unusable_queue_says_why_without_its_address(url, words, monkeypatch):
    """The fault says what is possible and holds no password."""
    monkeypatch.setattr("huey.storage.Redis", None)
    monkeypatch.setattr("huey.storage.psycopg", None)

    with pytest.raises(ValueError, match=words) as caught:
        open_wakeups(url)

    assert "secret" not in str(caught.value)
