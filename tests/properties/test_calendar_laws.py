"""Laws of working time, in any zone and over every change of the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.config.model import Calendar
from automation.decide.calendar import LAST_INSTANT, WorkCalendar

_ZONES = ("UTC", "America/New_York", "Europe/London", "Asia/Singapore", "Australia/Lord_Howe", "Asia/Beirut")
_HOURS = ("09:00-17:00", "00:00-24:00", "01:30-03:30", "22:00-24:00", "02:10-02:50")
_WEEKS = (["mon-fri"], ["mon-sun"], ["sun-thu"], ["wed"])

calendars = st.builds(
    lambda zone, hours, week, off, month: WorkCalendar.of(
        Calendar(timezone=zone, working_hours=hours, working_days=week, holidays=[*off, "US"], fiscal_year_starts=month)
    ),
    st.sampled_from(_ZONES),
    st.sampled_from(_HOURS),
    st.sampled_from(_WEEKS),
    st.lists(st.dates(date(2026, 12, 1), date(2027, 12, 31)).map(str), max_size=3),
    st.sampled_from(["january", "february", "july", "december"]),
)
days = st.dates(date(2026, 12, 1), date(2027, 12, 31))
instants = st.datetimes(datetime(2026, 12, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(min_value=timedelta(), max_value=timedelta(hours=33))


@given(calendar=calendars, day=days, count=st.integers(-30, 30))
def test_a_working_day_is_worked_and_lies_on_its_side(calendar, day, count):
    """The n-th working day is a working day after the day, before it for a negative n."""
    found = calendar.add_working_days(day, count)

    assert count == 0 or calendar.is_working_day(found)
    assert (found > day) - (found < day) == (count > 0) - (count < 0)


@given(calendar=calendars, day=days, count=st.integers(1, 20))
def test_working_days_are_counted_without_a_gap(calendar, day, count):
    """From the day to the n-th working day after it there are exactly n, and as many steps of one lead there."""
    found = calendar.add_working_days(day, count)

    between = [day + timedelta(days=number) for number in range(1, (found - day).days + 1)]
    assert sum(map(calendar.is_working_day, between)) == count
    assert calendar.add_working_days(calendar.add_working_days(day, 1), count - 1) == found


@given(calendar=calendars, start=instants, length=lengths)
def test_working_time_that_was_added_is_there(calendar, start, length):
    """Between an instant and the one that lies some working time later there is exactly that time."""
    end = calendar.add_working_time(start, length)

    assert end >= start
    assert calendar.working_time(start, end) == length


@given(calendar=calendars, start=instants, one=lengths, other=lengths)
def test_working_time_adds_up(calendar, start, one, other):
    """Working time added in two steps is as much as in one, and more of it ends no earlier."""
    whole = calendar.add_working_time(start, one + other)

    steps = calendar.add_working_time(calendar.add_working_time(start, one), other)
    assert calendar.working_time(start, steps) == calendar.working_time(start, whole)
    assert calendar.add_working_time(start, one) <= whole


@given(calendar=calendars, moments=st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_working_time_splits_anywhere(calendar, moments):
    """Up to any instant in between and from there on is the whole, and never more than the clock shows."""
    start, between, end = moments

    whole = calendar.working_time(start, end)
    assert calendar.working_time(start, between) + calendar.working_time(between, end) == whole
    assert timedelta() <= whole <= end - start


@given(
    hours=st.sampled_from(_HOURS),
    week=st.sampled_from(_WEEKS),
    off=st.lists(days.map(str), max_size=5),
    span=st.lists(days, min_size=2, max_size=2).map(sorted),
)
def test_a_working_day_has_its_length(hours, week, off, span):
    """Where the clock never changes, the working time of some days is that of a day for each that is worked."""
    calendar = WorkCalendar.of(Calendar(working_hours=hours, working_days=week, holidays=off))
    first, last = span

    worked = sum(calendar.is_working_day(first + timedelta(days=number)) for number in range((last - first).days))
    begin, end = (datetime.combine(day, time(), UTC) for day in span)
    assert calendar.working_time(begin, end) == worked * calendar.day_length


@given(calendar=calendars, day=days, nth=st.integers(1, 31))
def test_working_days_of_a_month_are_numbered_from_both_ends(calendar, day, nth):
    """The n-th from the front has n - 1 before it, the n-th from the end has as many behind it."""
    first, found = day.replace(day=1), calendar.nth_working_day(nth, day)
    last = calendar.nth_working_day(-nth, day)

    counted = calendar.add_working_days(first - timedelta(days=1), nth)
    assert found == (counted if counted.month == day.month else None)
    assert (found is None) == (last is None)
    assert last is None or calendar.nth_working_day(-1, day) == calendar.add_working_days(last, nth - 1)


@given(
    calendar=calendars,
    start=st.datetimes(timezones=st.just(UTC)),
    end=st.datetimes(timezones=st.just(UTC)),
    length=st.timedeltas(min_value=timedelta()),
)
@settings(max_examples=30)
def test_no_instant_and_no_length_is_too_far(calendar, start, end, length):
    """Any question about working time has an answer, in a bounded number of steps."""
    assert timedelta() <= calendar.working_time(start, end)
    assert calendar.add_working_time(start, length) <= LAST_INSTANT


@given(calendar=calendars, day=days)
def test_quarters_follow_each_other(calendar, day):
    """A day lies in its quarter, which has one label and is followed by the next one, which has another."""
    first, last = calendar.fiscal.quarter_start(day), calendar.fiscal.quarter_end(day)
    after = last + timedelta(days=1)

    assert first <= day <= last
    assert (
        calendar.fiscal.quarter_label(first)
        == calendar.fiscal.quarter_label(day)
        == calendar.fiscal.quarter_label(last)
    )
    assert calendar.fiscal.quarter_start(after) == after
    assert calendar.fiscal.quarter_label(after) != calendar.fiscal.quarter_label(day)
    assert calendar.fiscal.quarter_label(day)[:-3] == calendar.fiscal.label(day)
