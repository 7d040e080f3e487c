"""Rows recorded with an issue, and the dates that they are asked for by."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from automation.decide.dates import add_months, as_date
from automation.decide.ledgers import rows

TALK = {"type": "talk", "date": "2027-01-12"}
BLOG = {"type": "blog", "date": "2027-02-01"}
UNDATED = {"type": "talk"}
LEDGER = rows({"outputs": (TALK, BLOG, UNDATED)})


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        pytest.param({}, (TALK, BLOG, UNDATED), id="all"),
        pytest.param({"type": "talk"}, (TALK, UNDATED), id="by a value"),
        pytest.param({"type": "talk", "date": "2027-01-12"}, (TALK,), id="by two"),
        pytest.param({"since": date(2027, 1, 12)}, (TALK, BLOG), id="the first day counts"),
        pytest.param({"before": date(2027, 2, 1)}, (TALK,), id="the day before which does not"),
        pytest.param({"since": date(2027, 1, 13), "before": date(2027, 2, 1)}, (), id="between"),
        pytest.param({"place": ""}, (TALK, BLOG, UNDATED), id="a value that no row has"),
    ],
)
def test_rows_are_found(wanted, found):
    """Rows are asked for by their values, and those with a date by when they were."""
    assert LEDGER("outputs", **wanted) == found


def test_a_ledger_without_rows():
    """A ledger in which nothing was recorded has no rows."""
    assert LEDGER("inputs") == ()


@pytest.mark.parametrize(
    ("value", "day"),
    [
        pytest.param("2027-01-12", date(2027, 1, 12), id="text"),
        pytest.param(" 2027-01-12 ", date(2027, 1, 12), id="with gaps"),
        pytest.param(date(2027, 1, 12), date(2027, 1, 12), id="a date"),
        pytest.param(datetime(2027, 1, 12, 23, tzinfo=UTC), date(2027, 1, 12), id="an instant"),
        pytest.param("soon", None, id="no date"),
        pytest.param(None, None, id="nothing"),
    ],
)
def test_dates_are_read(value, day):
    """A date is what it is, or what a text names."""
    assert as_date(value) == day


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        pytest.param(date(2027, 2, 1), -12, date(2026, 2, 1), id="a year before"),
        pytest.param(date(2027, 1, 31), 1, date(2027, 2, 28), id="a shorter month"),
        pytest.param(date(2028, 2, 29), 12, date(2029, 2, 28), id="a leap day"),
    ],
)
def test_months_are_added(day, count, found):
    """Months later it is the same day, or the last one that there is."""
    assert add_months(day, count) == found
