"""When the steps of a clock come: to the minute, in wall time or working time, around a due date, over pauses."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from automation.decide.calendar import LAST_INSTANT
from automation.decide.clocks.timeline import Origin
from tests.clock_parts import Look, Story, made, utc

#: a Thursday, ten o'clock in Berlin; the next Monday is a holiday there
THURSDAY = utc(2027, 3, 11, 9)
FAR = THURSDAY + timedelta(days=60)
CALENDAR = {"holidays": ["2027-03-15"]}


def comes(step, *moves, **parts):
    """The instants at which the only step comes to an issue that went this way."""
    story = Story(clock=made(step, **CALENDAR), moves=moves or (Look(THURSDAY, "A"),), **parts)
    return [came for _, came, _ in story.told(FAR)[1]]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        pytest.param("0 minutes", THURSDAY, id="at the start"),
        pytest.param("45 minutes", utc(2027, 3, 11, 9, 45), id="minutes"),
        pytest.param("3 days", utc(2027, 3, 14, 9), id="days of 24 hours"),
        pytest.param("20 days", utc(2027, 3, 31, 9), id="over the change of clocks: ten in winter, eleven in summer"),
        pytest.param("2 weeks", utc(2027, 3, 25, 9), id="weeks"),
        pytest.param("4 working hours", utc(2027, 3, 11, 13), id="working hours of the same day"),
        pytest.param("7 working hours", utc(2027, 3, 11, 16), id="until the very end of it"),
        pytest.param("8 working hours", utc(2027, 3, 12, 9), id="into the next day"),
        pytest.param("2 working days", utc(2027, 3, 16, 9), id="over a weekend and a holiday"),
        pytest.param("30 working minutes", utc(2027, 3, 11, 9, 30), id="working minutes"),
    ],
)
def test_after_the_start(step, expected):
    """A step comes so much time after the start; a working day is as long as the hours of the calendar."""
    assert comes(step) == [expected]


@pytest.mark.parametrize(
    ("step", "due", "expected"),
    [
        pytest.param("due", date(2027, 3, 26), utc(2027, 3, 26, 23), id="as the date ends, in winter time"),
        pytest.param("due", date(2027, 3, 28), utc(2027, 3, 28, 22), id="and in summer time"),
        pytest.param("0 days before due", date(2027, 3, 26), utc(2027, 3, 25, 23), id="as it begins"),
        pytest.param("2 days before due", date(2027, 3, 17), utc(2027, 3, 14, 23), id="as a day before it begins"),
        pytest.param("1 working day before due", date(2027, 3, 16), utc(2027, 3, 11, 23), id="before a long weekend"),
        pytest.param("1 week after due", date(2027, 3, 16), utc(2027, 3, 23, 23), id="as a day after it ends"),
        pytest.param("1 working day after due", date(2027, 3, 12), utc(2027, 3, 16, 23), id="after a long weekend"),
        pytest.param("due", date(2027, 3, 1), THURSDAY, id="a date that had passed at the start"),
    ],
)
def test_around_the_due_date(step, due, expected):
    """Days before a due date count from its morning, days after it from its end, never before the clock runs."""
    assert comes(step, due=due) == [expected]


@pytest.mark.parametrize("step", ["due", "1 working day before due", "3 days after due"])
def test_no_due_date(step):
    """Without a due date nothing that hangs on one comes."""
    assert comes(step) == []


@pytest.mark.parametrize(
    ("step", "moves", "expected"),
    [
        pytest.param("4 hours", {0: "A", 1: "W", 3: "A"}, [6], id="a pause puts it off"),
        pytest.param("4 hours", {0: "A", 1: "W", 3: "A", 4: "W", 6: "A"}, [8], id="and another one"),
        pytest.param("4 hours", {0: "A", 3: "B"}, [7], id="each stage has a time of its own"),
        pytest.param("4 hours", {0: "A", 3: "W", 4: "B"}, [8], id="also behind a pause"),
        pytest.param("4 hours", {0: "A", 3: "X", 4: "A"}, [8], id="and after a stage that is none of its own"),
        pytest.param("2 hours", {0: "A", 3: "B"}, [2, 5], id="so it comes again"),
        pytest.param("4 hours", {0: "W", 3: "A"}, [7], id="it does not start with a pause"),
        pytest.param("4 hours", {0: "A", 4: "X"}, [4], id="at the very moment the stage is left"),
        pytest.param("2 working hours", {0: "A", 1: "W", 50: "A"}, [120], id="working time is put off to Tuesday"),
        pytest.param("3 hours", {0: "A", 1: "W", 5: "W", 6: "A"}, [8], id="two stages in which it stands still"),
    ],
)
def test_stages(step, moves, expected):
    """A clock of stages starts anew with each, and stands still in those that pause it."""
    way = [Look(THURSDAY + timedelta(hours=hours), stage) for hours, stage in moves.items()]

    assert comes(step, *way) == [THURSDAY + timedelta(hours=hours) for hours in expected]


@pytest.mark.parametrize(
    ("step", "moves", "expected"),
    [
        pytest.param("4 hours", {0: "A", 3: "B"}, [4], id="from stage to stage"),
        pytest.param("4 hours", {0: "A", 3: "X", 4: "A"}, [5], id="it stands still elsewhere"),
        pytest.param("2 hours", {0: "A", 3: "B", 6: "A"}, [2], id="each step once"),
    ],
)
def test_carried_over(step, moves, expected):
    """A clock that carries over goes on counting."""
    way = tuple(Look(THURSDAY + timedelta(hours=hours), stage) for hours, stage in moves.items())
    story = Story(clock=made(step, carries_over=True, **CALENDAR), moves=way)

    assert [came for _, came, _ in story.told(FAR)[1]] == [THURSDAY + timedelta(hours=hours) for hours in expected]


@pytest.mark.parametrize(
    ("start", "moves", "expected"),
    [
        pytest.param(-1, {0: "A"}, [3], id="before Usher saw the issue"),
        pytest.param(-9, {0: "A"}, [-5], id="so long before that the step is late at once"),
        pytest.param(2, {0: "A"}, [6], id="in the future"),
        pytest.param(2, {0: "A", 1: "W", 3: "A"}, [7], id="in the future, and in a pause"),
        pytest.param(5, {0: "A", 1: "W", 3: "A"}, [9], id="in the future, and after a pause"),
        pytest.param(-1, {0: "W", 2: "A"}, [6], id="a pause from the beginning"),
        pytest.param(-1, {0: "A", 1: "X", 2: "B"}, [4], id="it does not start anew"),
    ],
)
def test_a_start_of_its_own(start, moves, expected):
    """A clock that starts at an instant counts from there, once."""
    way = [Look(THURSDAY + timedelta(hours=hours), stage) for hours, stage in moves.items()]
    origin = Origin("opened", THURSDAY + timedelta(hours=start))

    assert comes("4 hours", *way, origin=origin) == [THURSDAY + timedelta(hours=hours) for hours in expected]


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        pytest.param(3, [], id="before the step"),
        pytest.param(4, [4], id="at its very instant"),
        pytest.param(5, [4], id="after it"),
    ],
)
def test_the_end(ends, expected):
    """What ends a clock keeps later steps from coming, however late one looks."""
    found = comes("4 hours", ends=THURSDAY + timedelta(hours=ends))

    assert found == [THURSDAY + timedelta(hours=hours) for hours in expected]


def test_order_within_a_ladder():
    """Steps come by their instants; those of one instant in the order in which they are written."""
    story = Story(clock=made("2 hours", "60 minutes", "1 hour", **CALENDAR), moves=(Look(THURSDAY, "A"),))

    assert [index for index, _, _ in story.told(FAR)[1]] == [1, 2, 0]


@pytest.mark.parametrize(
    ("step", "due"),
    [
        pytest.param("3660 days", None, id="wall time"),
        pytest.param("3660 working days", None, id="working time"),
        pytest.param("due", date.max, id="the last day that there is"),
    ],
)
def test_beyond_the_calendar(step, due):
    """What lies beyond the last day that there is never comes, and asks for no look."""
    last = LAST_INSTANT - timedelta(days=2)
    story = Story(clock=made(step), moves=(Look(last, "A"),), due=due)

    assert story.told(LAST_INSTANT - timedelta(seconds=1), waking=True)[1] == []


@pytest.mark.parametrize("step", ["1 week before due", "1 working day before due", "due"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
def test_the_first_days_of_the_calendar(step, zone):
    """A due date that no calendar has a day before is late like any other."""
    story = Story(clock=made(step, zone=zone), moves=(Look(THURSDAY, "A"),), due=date.min)

    assert story.told(FAR)[1] == [(0, THURSDAY, THURSDAY)]
