"""Instants as people write them in fields."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from automation.decide.instants import to_instant

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("2027-01-31T14:30:00Z", (2027, 1, 31, 14, 30), id="UTC"),
        pytest.param("2027-01-31 14:30 UTC", (2027, 1, 31, 14, 30), id="as people write it"),
        pytest.param("2027-01-31T14:30:15.250+05:30", (2027, 1, 31, 9, 0, 15, 250000), id="an offset"),
        pytest.param("2027-01-31 14:30", (2027, 1, 31, 13, 30), id="local time in winter"),
        pytest.param("2027-07-31  14:30", (2027, 7, 31, 12, 30), id="local time in summer, loosely written"),
        pytest.param("2027-03-28 02:30", (2027, 3, 28, 1, 30), id="a time that is left out: that much later"),
        pytest.param("2027-10-31 02:30", (2027, 10, 31, 0, 30), id="a time that comes twice: the first"),
        pytest.param("2027-01-31", None, id="a date alone"),
        pytest.param("14:30", None, id="a time alone"),
        pytest.param("2027-02-30 14:30", None, id="no such day"),
        pytest.param("2027-01-31 24:30", None, id="no such time"),
        pytest.param("0001-01-01 00:00", None, id="before the first instant"),
        pytest.param("20270131T1430", None, id="without signs between"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_instants(value, expected):
    """ISO 8601 with a zone, or in the calendar's; nothing else."""
    found = to_instant(value, BERLIN)

    assert found == (None if expected is None else datetime(*expected, tzinfo=UTC))
