"""Working days, working time and fiscal quarters (rules.md, working time)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from automation.config.model import Calendar
from automation.decide.calendar import LAST_INSTANT, WorkCalendar

#: that of the scenario: UTC, Monday to Friday, Family and Friends Day on Friday 2027-01-15
PROGRAMS = WorkCalendar.of(Calendar(holidays=["2027-01-15"]))


def at(text: str) -> datetime:
    """An instant in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


WORKING_DAYS = (
    pytest.param("2027-01-11", 1, "2027-01-12", id="the next day"),
    pytest.param("2027-01-11", 5, "2027-01-19", id="over a day off and a weekend"),
    pytest.param("2027-01-11", 10, "2027-01-26", id="two weeks and the day off"),
    pytest.param("2027-01-14", 1, "2027-01-18", id="from the eve of the day off"),
    pytest.param("2027-01-16", 1, "2027-01-18", id="Saturday and one is Monday"),
    pytest.param("2027-01-17", 1, "2027-01-18", id="so is Sunday and one"),
    pytest.param("2027-01-18", -1, "2027-01-14", id="the working day before"),
    pytest.param("2027-01-16", -1, "2027-01-14", id="and before a Saturday"),
    pytest.param("2027-01-19", -5, "2027-01-11", id="backwards over the same days"),
    pytest.param("2027-01-16", 0, "2027-01-16", id="none is the day itself"),
)


@pytest.mark.parametrize(("day", "count", "found"), WORKING_DAYS)
def test_add_working_days(day, count, found):
    """The n-th working day lies strictly after, or before, the day."""
    assert PROGRAMS.add_working_days(date.fromisoformat(day), count) == date.fromisoformat(found)


DAYS = (
    pytest.param(Calendar(), "2027-01-15", True, id="a Friday"),
    pytest.param(Calendar(holidays=["2027-01-15"]), "2027-01-15", False, id="a day off"),
    pytest.param(Calendar(holidays=["US"]), "2027-01-01", False, id="New Year in the United States"),
    pytest.param(Calendar(holidays=["US", "DE-BY"]), "2027-01-06", False, id="Epiphany in Bavaria"),
    pytest.param(Calendar(holidays=["DE"]), "2027-01-06", True, id="not in all of Germany"),
    pytest.param(Calendar(holidays=["US"]), "2027-12-31", False, id="New Year's Day observed in the year before"),
    pytest.param(Calendar(working_days=["sun-thu"]), "2027-01-17", True, id="a week that begins on Sunday"),
    pytest.param(Calendar(working_days=["sun-thu"]), "2027-01-15", False, id="and ends on Thursday"),
    pytest.param(Calendar(working_days=["mon", "wed"]), "2027-01-12", False, id="single days"),
)


@pytest.mark.parametrize(("spec", "day", "worked"), DAYS)
def test_is_working_day(spec, day, worked):
    """A day is worked when it is a working day of the week and no holiday."""
    assert WorkCalendar.of(spec).is_working_day(date.fromisoformat(day)) is worked


NEW_YORK = WorkCalendar.of(Calendar(timezone="America/New_York"))
ROUND_THE_CLOCK = WorkCalendar.of(
    Calendar(timezone="America/New_York", working_days=["mon-sun"], working_hours="00:00-24:00")
)
NIGHT = WorkCalendar.of(Calendar(timezone="America/New_York", working_days=["mon-sun"], working_hours="01:30-03:30"))

WORKING_TIME = (
    pytest.param(PROGRAMS, "2027-01-11T09:00", 60, "2027-01-11T10:00", id="within the day"),
    pytest.param(PROGRAMS, "2027-01-11T09:00", 480, "2027-01-11T17:00", id="a whole day ends with it"),
    pytest.param(PROGRAMS, "2027-01-11T09:00", 481, "2027-01-12T09:01", id="a minute more is in the next"),
    pytest.param(PROGRAMS, "2027-01-14T16:30", 60, "2027-01-18T09:30", id="over the day off and the weekend"),
    pytest.param(PROGRAMS, "2027-01-16T12:00", 0, "2027-01-18T09:00", id="none is when work begins"),
    pytest.param(PROGRAMS, "2027-01-11T12:00", 0, "2027-01-11T12:00", id="or now, at work"),
    pytest.param(NEW_YORK, "2027-03-12T21:30", 60, "2027-03-15T13:30", id="hours are local: 9 o'clock moves in spring"),
    pytest.param(ROUND_THE_CLOCK, "2027-03-14T05:00", 23 * 60, "2027-03-15T04:00", id="a day of 23 hours"),
    pytest.param(ROUND_THE_CLOCK, "2027-11-07T04:00", 25 * 60, "2027-11-08T05:00", id="a day of 25 hours"),
    pytest.param(NIGHT, "2027-03-14T05:00", 60, "2027-03-14T07:30", id="02:30 is missing in spring"),
    pytest.param(NIGHT, "2027-03-14T05:00", 61, "2027-03-15T05:31", id="so that night has an hour only"),
    pytest.param(NIGHT, "2027-11-07T05:00", 180, "2027-11-07T08:30", id="01:30 comes twice in autumn, and counts"),
)


@pytest.mark.parametrize(("calendar", "start", "minutes", "end"), WORKING_TIME)
def test_working_time(calendar, start, minutes, end):
    """Working time runs in working hours of working days only, on the clock of the zone; both ways agree."""
    assert calendar.add_working_time(at(start), timedelta(minutes=minutes)) == at(end)
    assert calendar.working_time(at(start), at(end)) == timedelta(minutes=minutes)


def test_no_working_time_runs_backwards():
    """Between an instant and an earlier one there is none."""
    assert PROGRAMS.working_time(at("2027-01-12T09:00"), at("2027-01-11T09:00")) == timedelta()


def test_hours_that_the_clock_skips_are_no_working_time():
    """Where working hours lie in the hour that is missing in spring, nobody works that night."""
    calendar = WorkCalendar.of(
        Calendar(timezone="America/New_York", working_days=["mon-sun"], working_hours="02:30-03:10")
    )

    assert calendar.add_working_time(at("2027-03-14T05:00"), timedelta(minutes=10)) == at("2027-03-15T06:40")


def test_answers_are_in_utc():
    """An instant is told in UTC, whatever zone the question is in."""
    start = datetime(2027, 1, 11, 18, 0, tzinfo=ZoneInfo("Asia/Singapore"))

    assert PROGRAMS.add_working_time(start, timedelta(minutes=30)).isoformat() == "2027-01-11T10:30:00+00:00"


def test_today_is_that_of_the_zone():
    """The date follows the clock of the calendar's zone."""
    late = at("2027-01-12T02:00")

    assert (PROGRAMS.today(late), NEW_YORK.today(late)) == (date(2027, 1, 12), date(2027, 1, 11))


QUARTERS = (
    pytest.param("february", "2027-01-31", "FY27-Q4", "2026-11-01", "2027-01-31", id="the last day of the year"),
    pytest.param("february", "2027-02-01", "FY28-Q1", "2027-02-01", "2027-04-30", id="the first one"),
    pytest.param("february", "2026-12-15", "FY27-Q4", "2026-11-01", "2027-01-31", id="over New Year"),
    pytest.param("Feb", "2026-06-30", "FY27-Q2", "2026-05-01", "2026-07-31", id="in the middle"),
    pytest.param("january", "2027-02-28", "FY27-Q1", "2027-01-01", "2027-03-31", id="the calendar year"),
    pytest.param("july", "2027-06-30", "FY27-Q4", "2027-04-01", "2027-06-30", id="a year that starts in July"),
    pytest.param("december", "2027-12-01", "FY28-Q1", "2027-12-01", "2028-02-29", id="a leap year"),
    pytest.param("october", "1999-10-01", "FY00-Q1", "1999-10-01", "1999-12-31", id="the turn of the century"),
)


@pytest.mark.parametrize(("month", "day", "label", "first", "last"), QUARTERS)
def test_quarters(month, day, label, first, last):
    """A fiscal year is called after the calendar year in which it ends."""
    year = WorkCalendar.of(Calendar(fiscal_year_starts=month)).fiscal
    day = date.fromisoformat(day)

    found = (year.quarter_label(day), year.quarter_start(day), year.quarter_end(day))
    assert found == (label, date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        pytest.param(date.min, -1, date.min, id="before the first day"),
        pytest.param(date(1, 1, 3), -5, date.min, id="past the first day"),
        pytest.param(date.max, 1, date.max, id="after the last day"),
        pytest.param(date(9999, 12, 30), 5, date.max, id="past the last day"),
        pytest.param(date.max, -1, date(9999, 12, 30), id="back from the last day"),
        pytest.param(date(2027, 1, 11), 10**12, date.max, id="so many that nobody counts them"),
        pytest.param(date(2027, 1, 11), -(10**12), date.min, id="as many before"),
    ],
)
def test_there_is_a_last_day(day, count, found):
    """Working days end where dates end; a count that leads further stops there."""
    assert PROGRAMS.add_working_days(day, count) == found


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        pytest.param(date.min, date.min, date(1, 1, 31), id="the quarter that began in the year 0"),
        pytest.param(date.max, date(9999, 11, 1), date.max, id="the quarter that ends in the year 10000"),
    ],
)
def test_quarters_end_where_dates_end(day, first, last):
    """The first and the last quarter are as long as there are days."""
    assert (PROGRAMS.fiscal.quarter_start(day), PROGRAMS.fiscal.quarter_end(day)) == (first, last)


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(PROGRAMS.today, id="today"),
        pytest.param(lambda now: PROGRAMS.add_working_time(now, timedelta()), id="adding"),
        pytest.param(lambda now: PROGRAMS.working_time(now, at("2027-01-12T00:00")), id="counting from it"),
        pytest.param(lambda now: PROGRAMS.working_time(at("2027-01-10T00:00"), now), id="counting up to it"),
    ],
)
def test_an_instant_needs_a_zone(ask):
    """A naive datetime is refused rather than guessed at."""
    with pytest.raises(ValueError, match="has no time zone"):
        ask(datetime(2027, 1, 11))  # noqa: DTZ001 - the point of the test


#: as far as anything is counted: 40 years of 366 days, worked around the clock
FORTY_YEARS = timedelta(days=40 * 366)
ABSURD = (
    pytest.param(PROGRAMS, at("2027-01-11T09:00"), timedelta.max, id="longer than there is time"),
    pytest.param(NIGHT, at("2027-01-11T09:00"), timedelta(days=366_000), id="a thousand years"),
    pytest.param(ROUND_THE_CLOCK, at("9999-12-31T23:00"), timedelta(hours=1), id="on the last day"),
    pytest.param(ROUND_THE_CLOCK, at("9999-12-28T12:00"), timedelta(days=5), id="past the last day"),
)


@pytest.mark.parametrize(("calendar", "start", "length"), ABSURD)
def test_there_is_a_last_instant(calendar, start, length):
    """What no calendar reaches ends at the last instant, without counting up to it."""
    assert calendar.add_working_time(start, length) == LAST_INSTANT


def test_forty_years_are_counted():
    """Whatever is longer than forty years has as much working time as forty years have."""
    start = at("2027-01-11T05:00")

    assert ROUND_THE_CLOCK.working_time(start, at("9999-12-31T23:59")) == FORTY_YEARS
    assert ROUND_THE_CLOCK.add_working_time(start, FORTY_YEARS) == start + FORTY_YEARS


def test_the_first_days_of_all_are_counted():
    """An instant whose date the zone has no word for counts from the first one that it has."""
    first = datetime.min.replace(tzinfo=UTC)

    assert ROUND_THE_CLOCK.working_time(first, first + timedelta(days=3)) == timedelta(days=2)


def test_working_time_is_exact():
    """Not a microsecond is rounded away."""
    length = timedelta(hours=8, microseconds=1)
    end = at("2027-01-12T09:00") + timedelta(microseconds=1)

    assert PROGRAMS.add_working_time(at("2027-01-11T09:00"), length) == end
    assert PROGRAMS.working_time(at("2027-01-11T09:00"), end) == length


def test_the_length_of_a_day():
    """A working day is as long as its hours."""
    assert [calendar.day_length for calendar in (PROGRAMS, ROUND_THE_CLOCK)] == [timedelta(hours=8), timedelta(days=1)]


def test_working_time_is_counted_forward():
    """A negative length is refused."""
    with pytest.raises(ValueError, match="counted forward, not -1 day, 23:59:00"):
        PROGRAMS.add_working_time(at("2027-01-11T09:00"), timedelta(minutes=-1))


def test_a_calendar_that_cannot_be_understood_is_refused():
    """The fault of the value comes through."""
    with pytest.raises(ValueError, match="'Mars/Base' is no time zone"):
        WorkCalendar.of(Calendar(timezone="Mars/Base"))


def test_equal_calendars_are_equal():
    """A calendar is a value."""
    assert WorkCalendar.of(Calendar(holidays=["2027-01-15"])) == PROGRAMS
    assert PROGRAMS.today(at("2027-01-11T00:00") - timedelta(minutes=1)) == date(2027, 1, 10)
