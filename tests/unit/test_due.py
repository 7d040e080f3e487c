"""Due dates on a given day (rules.md G19)."""

from __future__ import annotations

from datetime import date

import pytest

from automation.config.model import Calendar
from automation.decide.calendar import WorkCalendar
from automation.decide.due import KEEP, due_date, parse_due
from automation.model.plan import UNSET

CALENDAR = WorkCalendar.of(Calendar(holidays=["2027-01-15"]))

DUES = (
    pytest.param("5 working days", date(2027, 1, 19), id="working days"),
    pytest.param("1 Business Day", date(2027, 1, 12), id="the same by another name"),
    pytest.param("90 days", date(2027, 4, 11), id="calendar days"),
    pytest.param("0 days", date(2027, 1, 11), id="today"),
    pytest.param("quarter end", date(2027, 1, 31), id="the fiscal quarter"),
    pytest.param("none", None, id="no date"),
    pytest.param("keep", KEEP, id="as it is"),
)


@pytest.mark.parametrize(("words", "found"), DUES)
def test_due_date(words, found):
    """A due date set on Monday 2027-01-11."""
    assert due_date(parse_due(words), date(2027, 1, 11), CALENDAR) == found


@pytest.mark.parametrize("words", ["3660 days", "3660 working days", "quarter end"])
def test_last_day(words):
    """A date that would lie behind the last day there is, is that day."""
    assert due_date(parse_due(words), date(9999, 12, 30), CALENDAR) == date.max


def test_keep_is_what_a_plan_takes_for_it():
    """The answer can be put into an update as it is."""
    assert KEEP is UNSET
