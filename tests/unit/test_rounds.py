"""Days that come round: days off heeded, and the n-th working day of each month."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from automation.config.model import Calendar
from automation.decide.rounds import Round
from tests.timetables import between, instant, timetable

#: 2027 begins on a Friday; Friday the 15th and the Monday after it are off
OFF = Calendar(holidays=["2027-01-15", "2027-01-18"])
#: nobody works before February
CLOSED = Calendar(holidays=[f"2027-01-{day:02}" for day in range(1, 32)])


def days(first: str = "2027-01-01", many: int = 3, *, calendar: Calendar = OFF, **keys) -> list[str]:
    """The first days on which it comes round, with the date by which each is known where that is another."""
    found = islice(timetable(calendar=calendar, **keys).rounds.starting(date.fromisoformat(first)), many)
    return [
        f"{one.day:%m-%d}" if one.day == one.known_by else f"{one.day:%m-%d} for {one.known_by:%m-%d}" for one in found
    ]


@pytest.mark.parametrize(
    ("on_day_off", "expected"),
    [
        pytest.param("keep", ["01-08", "01-15", "01-22"], id="a day off is a day"),
        pytest.param("skip", ["01-08", "01-22", "01-29"], id="a day off is left out"),
        pytest.param("before", ["01-08", "01-14 for 01-15", "01-22"], id="the working day before"),
        pytest.param("after", ["01-08", "01-19 for 01-15", "01-22"], id="the working day after, over a long weekend"),
    ],
)
def test_what_becomes_of_a_day_off(on_day_off, expected):
    """A Friday that is a holiday stays, goes, or moves, and is still known by its own date."""
    assert days("2027-01-02", rrule="FREQ=WEEKLY;BYDAY=FR", on_day_off=on_day_off) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(
            {"rrule": "FREQ=DAILY", "on_day_off": "after"},
            ["01-14", "01-19", "01-20"],
            id="the working day's own goes before all that move there",
        ),
        pytest.param(
            {"rrule": "FREQ=DAILY", "on_day_off": "before"},
            ["01-14", "01-19", "01-20"],
            id="the same backwards",
        ),
        pytest.param(
            {"rrule": "FREQ=WEEKLY;BYDAY=FR,SA,SU", "on_day_off": "after"},
            ["01-19 for 01-17", "01-22", "01-25 for 01-24"],
            id="of several that move on the last",
        ),
        pytest.param(
            {"rrule": "FREQ=WEEKLY;BYDAY=FR,SA,SU", "on_day_off": "before"},
            ["01-14 for 01-15", "01-22", "01-29"],
            id="of several that move back the first",
        ),
    ],
)
def test_days_that_move_onto_one_are_one(keys, expected):
    """A day has one occurrence; of several dates it is that of the nearest."""
    assert days("2027-01-14", **keys) == expected


@pytest.mark.parametrize(
    ("on_day_off", "first", "expected"),
    [
        pytest.param("after", "2027-01-19", "01-19 for 01-15", id="on the day to which it moved"),
        pytest.param("after", "2027-01-20", "01-22", id="a day later it is over"),
        pytest.param("before", "2027-01-14", "01-14 for 01-15", id="on the day to which it moved back"),
        pytest.param("before", "2027-01-15", "01-22", id="on the rule's own day it is over"),
    ],
)
def test_days_are_found_from_any_day_on(on_day_off, first, expected):
    """Wherever one begins to look, what moved there is found, and what moved away is not."""
    assert days(first, 1, rrule="FREQ=WEEKLY;BYDAY=FR", on_day_off=on_day_off) == [expected]


@pytest.mark.parametrize(
    ("nth", "expected"),
    [
        pytest.param(1, ["01-01", "02-01", "03-01"], id="the first"),
        pytest.param(11, ["01-19 for 01-01", "02-15 for 02-01", "03-15 for 03-01"], id="over two holidays"),
        pytest.param(-1, ["01-29 for 01-01", "02-26 for 02-01", "03-31 for 03-01"], id="the last"),
        pytest.param(22, ["03-30 for 03-01", "04-30 for 04-01", "06-30 for 06-01"], id="not every month has so many"),
    ],
)
def test_the_nth_working_day_of_each_month(nth, expected):
    """It is known by the first of its month, whatever becomes of the calendar; too short months are left out."""
    assert days(working_day=nth) == expected


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({"starts": "2027-02-02"}, ["03-01"], id="not before its first day"),
        pytest.param({"calendar": CLOSED}, ["02-01"], id="a month in which nobody works"),
        pytest.param({"working_day": 31}, [], id="a number that this week never reaches ends the search"),
        pytest.param({"first": "9999-12-02"}, [], id="the end of all months"),
    ],
)
def test_months_without_it(keys, expected):
    """They are passed over, and the search ends."""
    assert days(many=1, **{"working_day": 1, **keys}) == expected


def test_the_time_is_that_of_the_rule_and_the_day_is_the_other():
    """A Friday's meeting keeps the hour of Fridays on the Thursday to which it moved, and so does its agenda."""
    keys = {"rrule": "FREQ=WEEKLY;BYDAY=WE,FR", "at": {"WE": "10:00", "FR": "15:00"}, "on_day_off": "before"}
    table = timetable(calendar=OFF, fire={"before": "1 day"}, **keys)

    found = between(table, "2027-01-12T12:00", "2027-01-20T00:00")

    assert [(str(one.day), one.slot, one.at, one.fires_at) for one in found] == [
        ("2027-01-15", "FR", instant("2027-01-14T15:00"), instant("2027-01-13T15:00")),
        ("2027-01-20", "WE", instant("2027-01-20T10:00"), instant("2027-01-19T10:00")),
    ]


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param({"rrule": "FREQ=WEEKLY;BYDAY=SA"}, id="a day of the week that nobody works"),
        pytest.param({"rrule": "FREQ=WEEKLY;BYDAY=SA", "starts": "2050-01-01"}, id="from a first day on"),
    ],
)
def test_days_that_are_never_worked_are_not_looked_for_without_end(keys):
    """Where every day of the rule is left out, nothing comes round."""
    assert days(many=1, on_day_off="skip", **keys) == []


def test_a_rule_that_ends_ends():
    """Days off make no rule longer."""
    table = timetable(
        calendar=OFF, rrule="FREQ=WEEKLY;BYDAY=FR;UNTIL=20270116", on_day_off="after", starts="2027-01-10"
    )

    assert list(table.rounds.starting(date(2027, 1, 1))) == [Round(date(2027, 1, 15), date(2027, 1, 19))]
