"""`automation.runtime.ticker` and `duties`: what comes round."""

import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
import structlog

from automation.model import wire
from automation.model.events import Event
from automation.model.work import Priority
from automation.runtime.duties import Household
from automation.runtime.store import StoreUnavailable
from automation.runtime.ticker import Duty, Ticker
from tests.engine_parts import NOW, OTHER, REF, Clock, engine, event


@dataclass
class Counter:
    """Counts how often it was called, and raises if it shall."""

    fault: Exception | None = None
    at: list = field(default_factory=list)

    def __call__(self, now):
        """Be called."""
        self.at.append(now)
        if self.fault is not None:
            raise self.fault


def seconds(*numbers):
    """Instants after NOW."""
    return [NOW + timedelta(seconds=number) for number in numbers]


def test_each_duty_comes_round_in_its_own_time():
    """A duty is done at the first tick, and then not before its time has passed."""
    often, seldom = Counter(), Counter()
    ticker = Ticker([Duty("often", timedelta(seconds=1), often), Duty("seldom", timedelta(seconds=3), seldom)], Clock())

    for instant in seconds(0, 1, 2, 3, 4):
        ticker.tick(instant)

    assert (often.at, seldom.at) == (seconds(0, 1, 2, 3, 4), seconds(0, 3))


def test_a_clock_that_is_set_back_silences_nothing():
    """After the time went back the duties go on."""
    duty = Counter()
    ticker = Ticker([Duty("duty", timedelta(seconds=10), duty)], Clock())

    for instant in seconds(3600, 0, 5, 10):
        ticker.tick(instant)

    assert duty.at == seconds(3600, 0, 10)


@pytest.mark.parametrize(
    ("fault", "level"),
    [
        pytest.param(StoreUnavailable("the database is not available: disk full"), "warning", id="the store is away"),
        pytest.param(KeyError("a text of an issue"), "error", id="a fault of ours"),
    ],
)
def test_a_failing_duty_holds_up_no_other(fault, level):
    """It is named in the log, without the words of an unknown fault, and tried again."""
    failing, next_one = Counter(fault), Counter()
    ticker = Ticker([Duty("bad", timedelta(0), failing), Duty("good", timedelta(0), next_one)], Clock())

    with structlog.testing.capture_logs() as logs:
        ticker.tick(NOW)
        ticker.tick(NOW)

    assert (len(failing.at), len(next_one.at)) == (2, 2)
    assert [(line["event"], line["duty"], line["log_level"]) for line in logs] == [("duty failed", "bad", level)] * 2
    assert "a text of an issue" not in str(logs)


def test_the_thread_ticks_at_once_and_stops():
    """A started ticker does its duties without waiting, and ends when told."""
    ticked = threading.Event()
    ticker = Ticker([Duty("tick", timedelta(0), lambda _now: ticked.set())], Clock())

    ticker.start()

    assert ticked.wait(10)
    ticker.stop(10)


def test_a_ticker_that_was_never_started_can_be_stopped():
    """Stopping is always possible: nothing is done by it, and nobody is left behind."""
    counter, before = Counter(), set(threading.enumerate())
    ticker = Ticker([Duty("tick", timedelta(0), counter)], Clock())

    ticker.stop(1)

    assert (counter.at, set(threading.enumerate()) - before) == ([], set())


@dataclass
class Caller:
    """Remembers calls."""

    pending: int = 0
    calls: list = field(default_factory=list)

    def wake(self, key, priority):
        """Take the call."""
        self.calls.append((key, priority))


@pytest.fixture
def box(tmp_path):
    """An engine."""
    with engine(tmp_path) as parts:
        yield parts


def household(box, caller):
    """Its household; the duties under test need neither configuration nor identity."""
    return Household(store=box.store, caller=caller, configuration=None, identity=None, keep_days=30)


def test_what_waits_unserved_is_called(box):
    """Keys whose wake-up was lost are called; those that are worked on, or wait for their time, are not."""
    caller = Caller()
    box.receive(event("k-1"), event("k-2", ref=OTHER))
    box.store.claim("somebody", NOW, 60, str(OTHER))

    household(box, caller).wake_ready(NOW)

    assert caller.calls == [(str(REF), Priority.LIVE)]


def test_a_key_whose_worker_died_is_called(box):
    """Once a lease has run out the key is ready for another worker."""
    caller = Caller()
    box.receive(event("k-1"))
    box.store.claim("somebody", NOW, 60)

    household(box, caller).wake_ready(NOW + timedelta(seconds=61))

    assert caller.calls == [(str(REF), Priority.LIVE)]


def test_nobody_is_called_while_enough_are_called_already(box):
    """Calls that nobody answers do not pile up."""
    caller = Caller(pending=500)
    box.receive(event("k-1"))

    household(box, caller).wake_ready(NOW)

    assert caller.calls == []


def test_timers_wait_until_enough_is_known(box):
    """A wake-up that is due waits where it is until it may be judged what went by."""
    caller, known = Caller(), []
    box.core.parts["wake_at"] = NOW
    box.receive(event("k-1"))
    box.worker.look()
    rounds = replace(household(box, caller), is_informed=lambda _now: bool(known))

    rounds.take_timers(NOW)
    early = list(caller.calls)
    known.append("now")
    rounds.take_timers(NOW)

    assert (early, caller.calls) == ([], [(str(REF), Priority.TIMER)])


def test_timers_become_work_when_they_are_due(box):
    """A wake-up of an issue is a delivery like any other, once, when its time has come."""
    caller = Caller()
    due = NOW + timedelta(hours=1)
    box.core.parts["wake_at"] = due
    box.receive(event("k-1"))
    box.worker.look()
    rounds = household(box, caller)

    rounds.take_timers(NOW)
    early = list(caller.calls)
    rounds.take_timers(due)
    rounds.take_timers(due)

    assert (early, caller.calls) == ([], [(str(REF), Priority.TIMER)])
    box.clock.now = due
    box.worker.look()
    assert box.core.batches[-1].events[0].name == "timer.due"


def test_old_texts_are_cleared_in_steps(box):
    """Bodies older than the retention go, however many there are; younger ones stay."""
    caller = Caller()
    box.receive(event("k-old"))
    box.worker.look()

    household(box, caller).clear_old(NOW + timedelta(days=29))
    kept = _bodies(box)
    household(box, caller).clear_old(NOW + timedelta(days=31))

    assert (len(kept), _bodies(box)) == (1, [])
    assert wire.load_text(Event, kept[0]).id == "k-old"


def test_the_household_has_all_its_duties(box):
    """What waits, timers, schedules, configuration, counts, identity and retention, each in its own time."""
    duties = household(box, Caller()).duties()

    assert {duty.name: duty.every.total_seconds() for duty in duties} == {
        "wake what waits": 1,
        "take timers": 1,
        "take schedules": 5,
        "reload the configuration": 2,
        "store counts": 10,
        "ask who we are": 60,
        "clear old texts": 60,
        "bring near what a wrong clock put off": 600,
    }


def _bodies(box):
    rows = box.store._db.read(lambda db: db.exec_driver_sql("select body from inbox where body is not null").all())
    return [row.body for row in rows]
