"""`automation.decide.periods`: what a report is about, with its bounds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.config.model import Calendar
from automation.decide.calendar import WorkCalendar
from automation.decide.periods import PeriodFault, period_before, period_between, period_ended, period_named
from automation.model.report import Period

PLAIN = WorkCalendar.of(Calendar())
FAR_EAST = WorkCalendar.of(Calendar(timezone="Asia/Singapore"))
KINDS = st.sampled_from(["week", "month", "quarter", "year"])
DAYS = st.dates(date(2001, 3, 1), date(2098, 12, 31))


def period(label: str, start: datetime, end: datetime, kind: str) -> Period:
    """A period as it is expected."""
    return Period(label=label, start=start, end=end, kind=kind)


def utc(year: int, month: int, day: int, hour: int = 0) -> datetime:
    """An instant in UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "calendar", "expected"),
    [
        pytest.param("2027-01", PLAIN, period("2027-01", utc(2027, 1, 1), utc(2027, 2, 1), "month"), id="a month"),
        pytest.param(
            "fy27-q4", PLAIN, period("FY27-Q4", utc(2026, 11, 1), utc(2027, 2, 1), "quarter"), id="a fiscal quarter"
        ),
        pytest.param(
            "FY28-Q1", PLAIN, period("FY28-Q1", utc(2027, 2, 1), utc(2027, 5, 1), "quarter"), id="the first quarter"
        ),
        pytest.param("FY27", PLAIN, period("FY27", utc(2026, 2, 1), utc(2027, 2, 1), "year"), id="a fiscal year"),
        pytest.param(
            "2027-W01",
            PLAIN,
            period("2027-W01", utc(2027, 1, 4), utc(2027, 1, 11), "week"),
            id="a week begins on Monday",
        ),
        pytest.param(
            "2026-W53", PLAIN, period("2026-W53", utc(2026, 12, 28), utc(2027, 1, 4), "week"), id="the 53rd week"
        ),
        pytest.param(
            "2027-01-11..2027-01-12",
            PLAIN,
            period("2027-01-11..2027-01-12", utc(2027, 1, 11), utc(2027, 1, 12), ""),
            id="the last day of a range does not belong to it",
        ),
        pytest.param(
            "2027-01",
            FAR_EAST,
            period("2027-01", utc(2026, 12, 31, 16), utc(2027, 1, 31, 16), "month"),
            id="days begin in the zone of the calendar",
        ),
    ],
)
def test_named(words, calendar, expected):
    """Each form has its bounds, and its label in one spelling."""
    assert period_named(words, calendar) == expected


@pytest.mark.parametrize(
    "words",
    ["", "January", "2027-13", "FY27-Q5", "2027-W54", "2027-02-30..2027-03-01", "2027-01-12..2027-01-12", "0000-01"],
)
def test_refused(words):
    """What is no period is said with the forms that are."""
    with pytest.raises(PeriodFault) as refused:
        period_named(words, PLAIN)

    assert str(refused.value) == (
        f"{words!r} is no period; write 2027-01, FY27-Q4, FY27, 2027-W02 or 2027-01-11..2027-01-18"
    )


def test_before_a_range_lies_the_same_time():
    """A range is compared with as many days before it."""
    found = period_before(period_named("2027-01-11..2027-01-14", PLAIN), PLAIN)

    assert found == period("2027-01-08..2027-01-11", utc(2027, 1, 8), utc(2027, 1, 11), "")


def test_between_instants():
    """A scenario may name any two instants."""
    start, end = utc(2027, 1, 11, 9), utc(2027, 1, 11, 17)

    assert period_between(start, end) == period("2027-01-11T09:00Z..2027-01-11T17:00Z", start, end, "")


@given(KINDS, DAYS)
def test_the_last_one_that_is_over(kind, day):
    """It ends on the day or before it, is less than two of its length away, and its name gives it back."""
    found = period_ended(kind, day, PLAIN)
    today = datetime.combine(day, datetime.min.time(), UTC)

    assert found.end <= today < found.end + timedelta(days=367)
    assert not found.holds(today)
    assert period_named(found.label, PLAIN) == found


@given(KINDS, DAYS)
def test_periods_leave_no_gap(kind, day):
    """What is before a period ends where it begins, so that every instant belongs to exactly one."""
    found = period_ended(kind, day, FAR_EAST)
    before = period_before(found, FAR_EAST)

    assert (before.end, before.kind) == (found.start, kind)
    assert (before.holds(found.start), found.holds(found.start), found.holds(found.end)) == (False, True, False)
