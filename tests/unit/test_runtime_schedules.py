"""`automation.runtime.schedules` and the store beneath: every occurrence once, whatever happens to the processes."""

from __future__ import annotations

import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from automation.decide.compiled import CompiledSchedule
from automation.decide.occurrences import occurrences
from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.plan import OpenIssue
from automation.model.work import Priority, Source
from automation.runtime.duties import Household
from automation.runtime.schedules import take_schedules
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from tests.engine_parts import Clock
from tests.fakes_gitlab import FakeGitLab
from tests.small import compiled
from tests.store_parts import claim, open_store
from tests.timetables import AGENDA, MEETING, QUARTERS, instant, schedule, timetable

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
START = instant("2027-03-01T00:00")
#: a meeting twice a month, its agenda, something daily and something four times a year
YEAR = {
    "meeting": timetable(**MEETING),
    "agenda": timetable(**AGENDA),
    "daily": timetable(at="06:00", timezone="America/New_York"),
    "quarterly": timetable(**QUARTERS),
}


def rules(enabled: bool = True, **tables) -> Any:
    """A configuration with schedules that do nothing, by name."""
    found = {
        name: CompiledSchedule(name=name, program="calls", enabled=enabled, timetable=table, actions=())
        for name, table in tables.items()
    }
    return SimpleNamespace(schedules=found)


DAILY = rules(daily=timetable())


def expected(tables, after: datetime, until: datetime) -> list[str]:
    """The keys of everything that comes round between two instants, in alphabetical order."""
    found = ((name, one) for name, table in tables.items() for one in occurrences(table, after, until))
    return sorted(f"schedule:{name}:{one.day}" for name, one in found)


def stored(store) -> list[str]:
    """The keys of all deliveries, in alphabetical order."""
    return store._db.read(lambda db: list(db.exec_driver_sql("select key from inbox order by key").scalars()))


def days(store) -> list[str]:
    """The dates of all deliveries, in order."""
    return [key[-len("2027-03-01") :] for key in stored(store)]


@pytest.fixture
def store(tmp_path):
    """A fresh store."""
    with open_store(tmp_path) as opened:
        yield opened


def test_a_schedule_begins_when_it_is_first_seen(store):
    """Nothing of the past is made up for; what comes after is a delivery of ours in the queue of timers."""
    assert take_schedules(store, DAILY, START) == ()
    now = START + timedelta(hours=9, seconds=3)
    assert take_schedules(store, DAILY, now) == ("schedule:daily",)

    lease = claim(store, now, "schedule:daily")
    (found,) = store.waiting(lease)
    assert (found.key, found.source, found.received_at) == ("schedule:daily:2027-03-01", Source.INTERNAL, now)
    assert wire.load_text(Event, found.body) == Event(
        id="schedule:daily:2027-03-01",
        kind=EventKind.SCHEDULE,
        action="daily",
        at=now,
        data={"occurrence": "2027-03-01T09:00:00+00:00", "fires_at": "2027-03-01T09:00:00+00:00", "slot": ""},
    )


def test_each_occurrence_fires_at_its_instant_and_once(store):
    """Not before, not twice."""
    take_schedules(store, DAILY, START)
    nine = START + timedelta(hours=9)

    taken = [take_schedules(store, DAILY, at) for at in (nine - MINUTE, nine, nine, nine + MINUTE, nine + 2 * MINUTE)]

    assert taken == [(), ("schedule:daily",), (), (), ()]


def test_a_hundred_restarts_at_random_moments_lose_and_double_nothing(tmp_path):
    """Through a year with both changes of the clock, everything comes round once (rules.md, recurrences)."""
    chance, now, configured = random.Random(2027), START, rules(**YEAR)
    for _ in range(100):
        with open_store(tmp_path) as store:
            for _ in range(chance.randint(1, 6)):
                take_schedules(store, configured, now)
                now += chance.choice([timedelta(seconds=5), timedelta(minutes=50), timedelta(hours=13), 4 * DAY])
                if chance.random() < 0.1:
                    take_schedules(store, configured, now - timedelta(hours=chance.randint(1, 30)))

    with open_store(tmp_path) as store:
        take_schedules(store, configured, now)
        assert stored(store) == expected(YEAR, START, now)
        assert now > START + 365 * DAY


def test_several_processes_make_one_of_each(tmp_path):
    """Two processes that look at one database at the same moments store each occurrence once."""
    configured, now = rules(**YEAR), START
    with open_store(tmp_path) as one, open_store(tmp_path) as other, ThreadPoolExecutor(2) as threads:
        for _ in range(40):
            list(
                threads.map(lambda store, at: take_schedules(store, configured, at), (one, other), (now, now + MINUTE))
            )
            now += timedelta(hours=37)
        take_schedules(one, configured, now)

        assert stored(one) == stored(other) == expected(YEAR, START, now)


@pytest.mark.parametrize(
    ("missed", "kept"),
    [
        pytest.param("each", ["2027-03-02", "2027-03-03", "2027-03-04"], id="each with its own date"),
        pytest.param("last", ["2027-03-04"], id="only the last"),
        pytest.param({"skip_older_than": "2 days"}, ["2027-03-03", "2027-03-04"], id="not what is too old"),
    ],
)
def test_a_host_that_slept_makes_up_for_what_it_missed(store, missed, kept):
    """After three days the policy of the schedule decides, and nothing is made up for later."""
    slept = rules(daily=timetable(missed=missed))
    take_schedules(store, slept, START + timedelta(hours=10))

    take_schedules(store, slept, START + timedelta(days=3, hours=10))
    take_schedules(store, slept, START + timedelta(days=3, hours=11))

    assert days(store) == kept


def test_a_clock_that_is_set_back_makes_nothing_fire_again(store):
    """What was done stays done, and how far that is never goes back."""
    take_schedules(store, DAILY, START)
    late = START + timedelta(days=2, hours=10)
    take_schedules(store, DAILY, late)

    again = [take_schedules(store, DAILY, START + timedelta(hours=hours)) for hours in (0, 8, 10, 40, 58)]

    assert (again, store.schedules_done()) == ([()] * 5, {"daily": late})
    assert days(store) == ["2027-03-01", "2027-03-02", "2027-03-03"]


def test_the_wrong_future_takes_nothing_from_the_right_one(store):
    """A clock that was years ahead for a moment silences no schedule, whatever it says of missed occurrences."""
    last = rules(daily=timetable(missed="last"))
    for at in (START, START + 900 * DAY, START + 2 * MINUTE):
        take_schedules(store, last, at)
    for day in range(3):
        take_schedules(store, last, START + day * DAY + timedelta(hours=10))

    assert days(store) == ["2027-03-01", "2027-03-02", "2027-03-03", "2029-08-16"]


def test_a_schedule_that_is_off_misses_nothing(store):
    """Switched on again it goes on from there; nothing of the time in between is made up for."""
    off = rules(enabled=False, daily=timetable())
    take_schedules(store, DAILY, START)
    for day in range(1, 4):
        take_schedules(store, off, START + day * DAY)

    take_schedules(store, DAILY, START + timedelta(days=3, hours=10))

    assert days(store) == ["2027-03-04"]


@pytest.mark.parametrize(
    ("away", "kept"),
    [
        pytest.param(
            timedelta(hours=20), ["2027-03-01"], id="a process with an older configuration does not know it for hours"
        ),
        pytest.param(timedelta(days=3), [], id="it was taken out, and begins anew"),
    ],
)
def test_a_schedule_that_is_not_in_the_configuration(store, away, kept):
    """It is forgotten after a day, so that it does not flood when it comes back."""
    take_schedules(store, DAILY, START)
    take_schedules(store, rules(other=timetable()), START + away)

    take_schedules(store, DAILY, START + away)

    assert [key.rpartition(":")[2] for key in stored(store) if ":daily:" in key] == kept


def test_a_change_of_the_rule_is_no_reason_to_make_up_for_the_past(store):
    """How far the schedules are done is kept while nothing comes round, so that a new rule holds from now on."""
    monthly = rules(daily=timetable(rrule="FREQ=MONTHLY;BYMONTHDAY=31"))
    for day in range(10):
        take_schedules(store, monthly, START + day * DAY)

    take_schedules(store, DAILY, START + timedelta(days=9, hours=10))

    assert days(store) == ["2027-03-10"]


def test_idling_writes_once_a_minute(store):
    """Looking every few seconds costs no commit unless something comes round or a minute has passed."""
    take_schedules(store, DAILY, START)
    seconds = [5, 30, 59, 60, 65, 119, 120]

    kept = []
    for number in seconds:
        take_schedules(store, DAILY, START + timedelta(seconds=number))
        kept.append((store.schedules_done()["daily"] - START).total_seconds())

    assert kept == [0, 0, 0, 60, 60, 60, 120]


def test_the_clockwork_calls_for_looks(store):
    """What came round is called for at the priority of timers."""
    calls: list[tuple[str, int]] = []
    caller: Any = SimpleNamespace(pending=0, wake=lambda key, priority: calls.append((key, priority)))
    configuration: Any = SimpleNamespace(current=lambda: DAILY)
    house = Household(store=store, caller=caller, configuration=configuration, identity=None, keep_days=30)

    for at in (START, START + DAY):
        house.take_schedules(at)

    assert calls == [("schedule:daily", Priority.TIMER)]


def opened(gitlab: FakeGitLab) -> Iterable[str]:
    """Titles of the issues that were opened, in order."""
    return [effect.title for _, effect in gitlab.written if isinstance(effect, OpenIssue)]


def test_issues_are_opened_once_each_through_the_whole_service(tmp_path):
    """From the clockwork to GitLab, over a restart: one run and one issue for each occurrence, with its own date."""
    do = "[{open_issue: {template: Story, project: stories, title: 'Week of {{ occurrence.date() }}'}}]"
    configured, gitlab, clock = compiled(schedule(do)), FakeGitLab(), Clock(START)
    settings = Settings(
        config=tmp_path / "config.yml",
        load=lambda _path: configured,
        database=f"sqlite:///{tmp_path / 'usher.db'}",
        workers=0,
        clock=clock,
        connect=lambda *_: gitlab,
    )
    looks = []
    for later in (timedelta(), timedelta(days=15), timedelta(hours=1)):
        clock.now += later
        service = Service(settings)
        service.tick()
        looks.append(service.work_off())
        runs = [(run.work_key, str(run.outcome), run.effects) for run in service.store.runs()]
        service.stop()

    assert looks == [0, 3, 0]
    assert opened(gitlab) == ["Week of 2027-03-01", "Week of 2027-03-08", "Week of 2027-03-15"]
    assert runs == [("schedule:Weekly", "processed", {"OpenIssue": 1})] * 3


def test_a_schedule_whose_time_was_changed_has_one_occurrence_a_day(store):
    """An hour moved to later on the same day makes nothing come round twice."""
    take_schedules(store, DAILY, START)
    take_schedules(store, DAILY, START + timedelta(hours=9))
    moved = replace(DAILY.schedules["daily"], timetable=timetable(at="15:00"))

    take_schedules(store, SimpleNamespace(schedules={"daily": moved}), START + timedelta(hours=16))

    assert days(store) == ["2027-03-01"]
