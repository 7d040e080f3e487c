"""Listening for GitLab: silence that chance does not explain is an alarm, quiet hours and first weeks are none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from automation.config.model import Calendar
from automation.decide.calendar import WorkCalendar
from automation.model.work import Priority, Source
from automation.runtime.checks import Check
from automation.runtime.habits import Habits
from automation.runtime.metrics import Metrics
from automation.runtime.silence import Silence
from automation.runtime.store import Store
from tests.store_parts import delivery
from tests.timetables import instant

#: a Monday
START = instant("2027-02-01T00:00")
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
CALENDAR = WorkCalendar.of(Calendar(timezone="America/New_York", holidays=["2027-03-05"]))


def week(begin: datetime, every: timedelta = timedelta(minutes=5)) -> list[datetime]:
    """What comes in a week: from 9 to 17 o'clock in New York, on working days."""
    found, moment = [], begin
    while moment < begin + WEEK:
        local = moment.astimezone(CALENDAR.zone)
        if local.weekday() < 5 and 9 <= local.hour < 17:
            found.append(moment)
        moment += every
    return found


def weeks(*numbers: int) -> list[datetime]:
    """What comes in the weeks with these numbers, the first of which is 0."""
    return [moment for number in numbers for moment in week(START + number * WEEK)]


def learnt(minutes: Iterable[datetime]) -> Habits:
    """What is known once these minutes were heard."""
    found = tuple(minutes)
    return Habits().heard(1, found, found[-1])


class TestHabits:
    @pytest.mark.parametrize(
        ("since", "until", "expected"),
        [
            pytest.param("2027-03-01T14:00", "2027-03-01T15:00", 12, id="an hour of work: each fifth minute"),
            pytest.param("2027-03-01T14:30", "2027-03-01T14:45", 3, id="a quarter of it"),
            pytest.param("2027-03-01T13:00", "2027-03-01T23:00", 96, id="a working day"),
            pytest.param("2027-03-01T22:00", "2027-03-02T14:00", 0, id="a night"),
            pytest.param("2027-03-05T14:00", "2027-03-08T14:00", 0, id="a holiday and the weekend after it"),
            pytest.param("2027-03-15T13:00", "2027-03-15T14:00", 12, id="nine o'clock in summer time"),
            pytest.param("2027-03-15T21:00", "2027-03-15T22:00", 0, id="five o'clock in summer time"),
            pytest.param("2027-03-29T13:00", "2027-06-28T14:00", 480, id="no more than a week, after months too"),
        ],
    )
    def test_what_would_be_usual(self, since, until, expected):
        """It is what the same hours had before the silence, on the clock of the wall."""
        found = learnt(weeks(0, 1, 2, 3)).expected(instant(since), instant(until), CALENDAR)

        assert found == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("minutes", "expected"),
        [
            pytest.param(weeks(0, 1, 3), 12, id="one week in four was quiet"),
            pytest.param(weeks(0, 3), 0, id="two were"),
            pytest.param([*weeks(1), *week(START + 3 * WEEK, MINUTE)], 0, id="much in one is not usual"),
        ],
    )
    def test_usual_is_what_three_weeks_of_four_had(self, minutes, expected):
        """Neither a quiet week nor a storm decides."""
        monday = START + 4 * WEEK + timedelta(hours=14)

        assert learnt(minutes).expected(monday, monday + HOUR, CALENDAR) == pytest.approx(expected)

    @pytest.mark.parametrize(
        ("minutes", "known"),
        [
            pytest.param([], False, id="nothing yet"),
            pytest.param(weeks(0, 1, 2), False, id="less than three weeks between the first and the last"),
            pytest.param([*weeks(0, 1, 2), START + 3 * WEEK + 15 * HOUR], True, id="three weeks"),
        ],
    )
    def test_when_it_is_known(self, minutes, known):
        """Three weeks have to be known."""
        assert Habits().heard(1, minutes, START + 9 * WEEK).are_known is known

    def test_a_minute_counts_once(self):
        """Whether its deliveries are heard at one look or at two."""
        moments = [START, START + timedelta(seconds=59), START + MINUTE]

        at_once = Habits().heard(3, moments, moments[-1])
        one_by_one = Habits()
        for moment in moments:
            one_by_one = one_by_one.heard(3, [moment], moment)

        assert (dict(at_once.hours), dict(one_by_one.hours)) == ({START: 2}, {START: 2})

    def test_what_was_heard_in_the_future_is_forgotten(self):
        """A clock that was ahead leaves nothing behind, and what it counted begins anew."""
        ahead = Habits().heard(1, [START + 900 * DAY], START + 900 * DAY)

        assert ahead.heard(2, [START + 800 * DAY, START], START) == Habits(2, START, {START: 1})

    def test_it_is_kept_as_text(self):
        """What was learnt outlives the process."""
        known = learnt(weeks(0, 1, 2, 3))

        assert (Habits.load(known.dump()), Habits.load(None)) == (known, Habits())


@pytest.fixture
def store() -> Any:
    """A store that has heard four weeks, to the end of Friday, 26 February 2027."""
    with Store.open("sqlite://") as opened:
        opened.receive_many([delivery(str(moment), None, received_at=moment) for moment in weeks(0, 1, 2, 3)])
        yield opened


def listening(store: Store, metrics: Metrics | None = None) -> Silence:
    """A process that begins to listen."""
    rules: Any = SimpleNamespace(calendar=CALENDAR)
    return Silence(store, lambda: rules, metrics or Metrics())


def look(silence: Silence, begin: str, minutes: int, store: Store | None = None, **parts: Any) -> list[bool]:
    """Look each minute from `begin` on, with a delivery at each fifth where `store` is given; gives what is well."""
    found = []
    for number in range(minutes):
        now = instant(begin) + number * MINUTE
        if store is not None and number % 5 == 0:
            store.receive(delivery(f"{now}", None, received_at=now, **parts))
        silence.look(now)
        found.append(silence.check().ok)
    return found


class TestSilence:
    def test_silence_in_working_hours_is_an_alarm(self, store):
        """Ten minutes with deliveries are missed within the first hour of Monday; one delivery ends it."""
        metrics = Metrics()
        silence = listening(store, metrics)

        assert look(silence, "2027-03-01T13:55", 56) == [True] * 55 + [False]
        assert silence.check() == Check(
            ok=False,
            detail="last heard 2027-02-26 21:55 UTC; in some 10 minutes since then there are deliveries as a rule",
        )
        assert b"usher_silence_expected_minutes 10.0" in metrics.render(None, START)
        assert look(silence, "2027-03-01T14:51", 1, store) == [True]

    @pytest.mark.parametrize(
        ("begin", "minutes"),
        [
            pytest.param("2027-02-26T22:00", 16 * 60, id="a night"),
            pytest.param("2027-02-28T12:00", 24 * 60, id="the end of a weekend"),
            pytest.param("2027-03-05T05:00", 24 * 60, id="a holiday"),
        ],
    )
    def test_quiet_hours_alarm_nobody(self, store, begin, minutes):
        """Where nothing is usual nothing is missed."""
        assert all(look(listening(store), begin, minutes))

    def test_deliveries_that_come_alarm_nobody(self, store):
        """Through a whole working day, and those of our own writes count too."""
        silence = listening(store)

        assert all(look(silence, "2027-03-01T14:00", 240, store))
        assert all(look(silence, "2027-03-01T18:00", 240, store, priority=Priority.TIMER))

    @pytest.mark.parametrize(
        "parts",
        [
            pytest.param({"priority": Priority.SWEEP}, id="what we took from GitLab's log"),
            pytest.param({"source": Source.INTERNAL}, id="what we sent ourselves"),
            pytest.param({"source": Source.INTAKE}, id="forms"),
        ],
    )
    def test_only_what_gitlab_delivers_breaks_the_silence(self, store, parts):
        """Work of other kinds goes on while the hook is dead."""
        assert not all(look(listening(store), "2027-03-01T14:00", 120, store, **parts))

    def test_a_new_installation_alarms_nobody(self):
        """What is usual is not known before three weeks."""
        with Store.open("sqlite://") as store:
            silence = listening(store)
            look(silence, "2027-03-01T14:00", 60, store)

            assert all(look(silence, "2027-03-08T14:00", 300))
            assert silence.check() == Check(
                ok=True,
                detail="what is usual is known after three weeks of deliveries",
            )

    def test_who_did_not_listen_missed_nothing(self, store):
        """A start, or a host that slept, counts from when it listens again, and is not sure before it hears."""
        silence = listening(store)
        well = look(silence, "2027-03-01T14:40", 1) + look(silence, "2027-03-01T19:00", 50)

        assert (all(well), silence.is_sure) == (True, False)
        assert (look(silence, "2027-03-01T19:50", 1)[0], silence.is_sure) == (False, True)

    def test_it_is_sure_once_it_heard(self, store):
        """The first delivery says that all is well."""
        silence = listening(store)
        look(silence, "2027-03-01T14:00", 1, store)

        assert silence.is_sure

    def test_asking_again_asks_for_what_is_new_only(self, store):
        """The number of the newest delivery is kept, and nothing is written while nothing comes."""
        silence = listening(store)
        silence.look(instant("2027-03-01T14:00"))
        kept = store.recall("heard")
        silence.look(instant("2027-03-01T14:01"))

        assert Habits.load(kept).upto == len(weeks(0, 1, 2, 3))
        assert store.minutes_heard(Habits.load(kept).upto, START) == (Habits.load(kept).upto, ())
        assert store.recall("heard") == kept
