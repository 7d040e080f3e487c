"""Laws of what is usual: however the looks fall, the same is learnt, and silence only ever grows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.config.model import Calendar
from automation.decide.calendar import WorkCalendar
from automation.runtime.habits import Habits
from tests.timetables import instant

START = instant("2027-02-20T00:00")
MOST = timedelta(weeks=6)
CALENDARS = [
    WorkCalendar.of(Calendar(timezone=zone, holidays=["US"]))
    for zone in ("UTC", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
]
calendars = st.sampled_from(CALENDARS)
heard = st.lists(st.timedeltas(timedelta(), MOST), max_size=60).map(lambda times: [START + at for at in sorted(times)])


def learnt(moments) -> Habits:
    """What is known after all of them, heard at one look."""
    return Habits().heard(len(moments), moments, START + MOST)


@given(moments=heard, cuts=st.lists(st.integers(0, 60), max_size=6).map(sorted))
def test_looks_may_fall_anywhere(moments, cuts):
    """What is heard at several looks is what is heard at one."""
    found, begin = Habits(), 0
    for end in (*cuts, len(moments)):
        found = found.heard(len(moments), moments[begin:end], START + MOST)
        begin = max(begin, end)

    assert found == learnt(moments)
    assert Habits.load(found.dump()) == found


@given(moments=heard, calendar=calendars, steps=st.lists(st.timedeltas(timedelta(), timedelta(days=2)), max_size=3))
def test_silence_grows_and_adds_up(moments, calendar, steps):
    """Up to a week what would have been usual in two spans is what would have been in both, and never negative."""
    habits, now = learnt(moments), START + MOST
    whole, parts = sum(steps, timedelta()), []
    for step in steps:
        parts.append(habits.expected(now, now + step, calendar))
        now += step

    assert all(part >= 0 for part in parts)
    assert habits.expected(START + MOST, START + MOST + whole, calendar) == pytest.approx(sum(parts))


@given(moments=heard, calendar=calendars, later=st.timedeltas(timedelta(), timedelta(days=500)))
def test_no_hour_is_more_usual_than_it_was(moments, calendar, later):
    """An hour never expects more than sixty minutes, and no more than some hour had; days off expect nothing."""
    habits, now = learnt(moments), START + MOST + later

    found = habits.expected(now, now + timedelta(hours=1), calendar)
    assert 0 <= found <= max(habits.hours.values(), default=0) <= 60
