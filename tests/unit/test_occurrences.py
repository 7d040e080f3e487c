"""`automation.decide.occurrences`: a year by the calendar, over every change of the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from automation.decide.occurrences import Occurrence, following, owed
from tests.play import shipped
from tests.timetables import AGENDA, MEETING, QUARTERS, between, instant, timetable

YEAR = ("2026-12-31T23:59", "2027-12-31T23:59")


def fired(found) -> str:
    """When `found` fires in 2027 (UTC), with minutes only where there are some."""
    return " ".join(f"{one.fires_at:%m-%d/%H:%M}".removesuffix(":00") for one in between(found, *YEAR))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(
            MEETING,
            "01-06/16 01-20/23 02-03/16 02-17/23 03-03/16 03-17/22 "
            "04-07/15 04-21/22 05-05/15 05-19/22 06-02/15 06-16/22 "
            "07-07/15 07-21/22 08-04/15 08-18/22 09-01/15 09-15/22 "
            "10-06/15 10-20/22 11-03/15 11-17/23 12-01/16 12-15/23",
            id="im-meeting: summer time from 14 March to 7 November",
        ),
        pytest.param(
            AGENDA,
            "01-04/17 01-18/17 02-01/17 02-15/17 03-01/17 03-15/16 "
            "04-05/16 04-19/16 05-03/16 05-17/16 05-31/16 06-14/16 "
            "07-05/16 07-19/16 08-02/16 08-16/16 08-30/16 09-13/16 "
            "10-04/16 10-18/16 11-01/16 11-15/17 11-29/17 12-13/17",
            id="im-agenda: the Monday before, three times in the month before",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYDAY=2TU", "at": "11:00", "timezone": "America/New_York"},
            "01-12/16 02-09/16 03-09/16 04-13/15 05-11/15 06-08/15 "
            "07-13/15 08-10/15 09-14/15 10-12/15 11-09/16 12-14/16",
            id="champions-call-AMER",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYDAY=2TU", "at": "10:00", "timezone": "Europe/London"},
            "01-12/10 02-09/10 03-09/10 04-13/09 05-11/09 06-08/09 "
            "07-13/09 08-10/09 09-14/09 10-12/09 11-09/10 12-14/10",
            id="champions-call-EMEA",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYDAY=2WE", "at": "11:00", "timezone": "Asia/Singapore"},
            "01-13/03 02-10/03 03-10/03 04-14/03 05-12/03 06-09/03 "
            "07-14/03 08-11/03 09-08/03 10-13/03 11-10/03 12-08/03",
            id="champions-call-APAC: no summer time",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYMONTHDAY=1"},
            "01-01/09 02-01/09 03-01/09 04-01/09 05-01/09 06-01/09 "
            "07-01/09 08-01/09 09-01/09 10-01/09 11-01/09 12-01/09",
            id="regional-readout: the first of each month",
        ),
        pytest.param(QUARTERS, "02-01/09 05-01/09 08-01/09 11-01/09", id="fiscal quarters"),
        pytest.param(
            {"rrule": "FREQ=YEARLY;BYMONTH=1,4,7,10;BYMONTHDAY=15", "at": "09:00"},
            "01-15/09 04-15/09 07-15/09 10-15/09",
            id="okr-planning",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "at": "17:30"},
            "01-29/17:30 02-26/17:30 03-31/17:30 04-30/17:30 05-31/17:30 06-30/17:30 "
            "07-30/17:30 08-31/17:30 09-30/17:30 "
            "10-29/17:30 11-30/17:30 12-31/17:30",
            id="the last weekday of each month",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=31", "starts": "2026-10-31"},
            "01-31/09 07-31/09 10-31/09",
            id="every third month from a first day on; April has no 31st",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYDAY=-1FR;COUNT=2", "starts": "2027-06-01"},
            "06-25/09 07-30/09",
            id="twice, then never again",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYMONTHDAY=1;UNTIL=20270301"}, "01-01/09 02-01/09 03-01/09", id="up to a last day"
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYMONTHDAY=1", "starts": "2027-11-02"}, "12-01/09", id="not before its first day"
        ),
    ],
)
def test_a_year_of_the_programs(keys, expected):
    """Every recurrence fires when its people expect it, by the clock on their wall (rules.md, recurrences)."""
    assert fired(timetable(**keys)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param(
            "Champions call AMER",
            "01-05/16 02-02/16 03-02/16 04-06/15 05-04/15 06-01/15 "
            "07-06/15 08-03/15 09-07/15 10-05/15 11-02/15 12-07/16",
            id="AMER: in November the clock changes between issue and call",
        ),
        pytest.param(
            "Champions call EMEA",
            "01-05/10 02-02/10 03-02/10 04-06/09 05-04/09 06-01/09 "
            "07-06/09 08-03/09 09-07/09 10-05/09 11-02/10 12-07/10",
            id="EMEA",
        ),
        pytest.param(
            "Champions call APAC",
            "01-06/03 02-03/03 03-03/03 04-07/03 05-05/03 06-02/03 "
            "07-07/03 08-04/03 09-01/03 10-06/03 11-03/03 12-01/03",
            id="APAC",
        ),
    ],
)
def test_the_shipped_calls_are_opened_a_week_ahead(name, expected):
    """The issue of each regional call is there seven days before, at the local hour of the call (rules.md PC-11)."""
    assert fired(shipped().schedules[name].timetable) == expected


@pytest.mark.parametrize(
    ("keys", "day", "expected"),
    [
        pytest.param(
            {"at": "02:30", "timezone": "America/New_York"}, "2027-03-14", "2027-03-14T07:30", id="02:30 is skipped"
        ),
        pytest.param(
            {"at": "01:30", "timezone": "America/New_York"}, "2027-11-07", "2027-11-07T05:30", id="01:30 comes twice"
        ),
        pytest.param(
            {"at": "02:15", "timezone": "Australia/Lord_Howe"},
            "2027-10-03",
            "2027-10-02T15:45",
            id="a change of half an hour",
        ),
        pytest.param({"at": "00:30", "timezone": "Asia/Beirut"}, "2027-03-28", "2027-03-27T22:30", id="no midnight"),
    ],
)
def test_changes_of_the_clock(keys, day, expected):
    """A time that the clock jumps over moves forward by the jump; one that comes twice counts the first time."""
    found = [one for one in between(timetable(**keys), *YEAR) if str(one.day) == day]

    assert [one.at for one in found] == [instant(expected)]


def test_the_window_is_open_at_its_beginning_and_closed_at_its_end():
    """What fires at the first instant was done before, what fires at the last one is to be done."""
    found = between(timetable(), "2027-01-01T09:00", "2027-01-03T09:00")

    assert found == tuple(
        Occurrence(day=at.date(), slot="", at=at, fires_at=at)
        for at in (instant("2027-01-02T09:00"), instant("2027-01-03T09:00"))
    )


def test_an_occurrence_knows_its_own_date_and_slot():
    """An agenda of August is that of the meeting on the first of September."""
    (found,) = between(timetable(**AGENDA), "2027-08-30T00:00", "2027-08-31T00:00")

    assert found == Occurrence(
        day=date(2027, 9, 1), slot="1WE", at=instant("2027-09-01T15:00"), fires_at=instant("2027-08-30T16:00")
    )


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        pytest.param({"WE": "08:00", "-1WE": "15:00"}, ["WE", "WE", "WE", "-1WE"], id="the last one"),
        pytest.param({"wE": "08:00", "2we": "10:00"}, ["WE", "2WE", "WE", "WE"], id="one of them, spelled anyhow"),
        pytest.param({"4WE": "08:00", "-1WE": "09:00", "WE": "10:00"}, ["WE", "WE", "WE", "4WE"], id="counted first"),
    ],
)
def test_the_most_exact_slot_gives_the_time(times, expected):
    """A weekday counted from the front goes before one counted from the end, and that before any."""
    found = between(timetable(rrule="FREQ=WEEKLY;BYDAY=WE", at=times), "2027-02-01T00:00", "2027-02-28T00:00")

    assert [one.slot for one in found] == expected


@pytest.mark.parametrize(
    ("missed", "expected"),
    [
        pytest.param("each", ["2027-01-02", "2027-01-03", "2027-01-04"], id="each, with its own date"),
        pytest.param("last", ["2027-01-04"], id="only the last"),
        pytest.param({"skip_older_than": "25 hours"}, ["2027-01-03", "2027-01-04"], id="not those that are too old"),
        pytest.param({"skip_older_than": "24 hours"}, ["2027-01-04"], id="an hour older is too old"),
    ],
)
def test_what_was_missed_is_made_up_for_as_it_says(missed, expected):
    """After three days of silence the policy decides what is still done."""
    found = owed(timetable(missed=missed), instant("2027-01-01T09:00"), instant("2027-01-04T10:00"))

    assert [str(one.day) for one in found] == expected


def test_nothing_is_owed_for_the_past():
    """A clock that was set back finds nothing to do."""
    now = instant("2027-01-04T10:00")

    assert owed(timetable(), now, now - timedelta(days=3)) == ()


@pytest.mark.parametrize(
    "keys",
    [
        pytest.param({"timezone": "America/New_York", "at": "22:15"}, id="behind UTC"),
        pytest.param({"on_day_off": "after"}, id="moved on from days off"),
        pytest.param({"on_day_off": "skip"}, id="left out on days off"),
        pytest.param({"fire": {"before": "2 days"}}, id="before its day"),
    ],
)
def test_a_schedule_ends_with_the_calendar(keys):
    """The last days of the year 9999, which are no instants in every zone, are left out, without a fault."""
    found = timetable(starts="9999-12-28", **keys)

    assert [str(one.day) for one in following(found, instant("2027-01-01T00:00"))] == ["9999-12-28", "9999-12-29"]
