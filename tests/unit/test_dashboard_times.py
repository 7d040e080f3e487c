"""Times in words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.store_parts import NOW
from webhooks.dashboard.times import Seen, exact, seconds


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=23, minutes=59), "23 h ago"),
        (timedelta(days=400), "400 d ago"),
        (timedelta(minutes=-90), "in 1 h"),
    ],
)
def test_how_long_ago(passed, words):
    """The largest unit that fits, rounded down; below a minute nothing is counted, so that idle pages stay the same."""
    assert Seen(NOW).ago(NOW - passed) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 12, 4), "4 Dec"), (date(2027, 9, 26), "26 Sep"), (date(2027, 9, 27), "27 Sep 2027")],
)
def test_day(day, words):
    """The year is said of days that are far away."""
    assert Seen(NOW).day(day) == words


@pytest.mark.parametrize(("value", "words"), [(0.244, "0.24 s"), (59.99, "59.99 s"), (60, "1 min"), (7300, "2 h")])
def test_seconds(value, words):
    """Hundredths matter below a minute only."""
    assert seconds(value) == words


def test_exact():
    """An instant is told to the second, with its zone."""
    assert exact(NOW) == "2026-12-01 09:00:00 UTC"
