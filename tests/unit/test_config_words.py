"""`automation.config.words`: working time, due dates and patterns as the YAML writes them."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from automation.config.words.calendar import CalendarFault, to_holiday, to_month, to_weekdays, to_window, to_zone
from automation.config.words.due import Due, DueFault, DueKind, parse_due
from automation.config.words.pattern import Blank, PatternFault, ValueKind, parse_pattern


def words(read, value) -> str:
    """What `read` has to say against `value`."""
    with pytest.raises((CalendarFault, DueFault, PatternFault)) as refused:
        read(value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("read", "value", "meaning"),
    [
        pytest.param(to_zone, "Europe/Berlin", ZoneInfo("Europe/Berlin"), id="zone"),
        pytest.param(to_weekdays, ["mon-fri"], frozenset(range(5)), id="a range of days"),
        pytest.param(to_weekdays, ["Sunday - thu"], frozenset({6, 0, 1, 2, 3}), id="over the end of the week"),
        pytest.param(to_weekdays, ["mon", "wed", "mon"], frozenset({0, 2}), id="single days, one twice"),
        pytest.param(to_weekdays, ["tue-tue"], frozenset({1}), id="a range of one day"),
        pytest.param(to_window, "09:00-17:00", (540, 1020), id="hours"),
        pytest.param(to_window, " 9:30 - 24:00 ", (570, 1440), id="until midnight, loosely written"),
        pytest.param(to_month, "February", 2, id="month"),
        pytest.param(to_month, "sep", 9, id="month in short"),
        pytest.param(to_holiday, "2027-01-15", date(2027, 1, 15), id="a day off"),
        pytest.param(to_holiday, "us", "US", id="a country"),
        pytest.param(to_holiday, "DE-BY", "DE-BY", id="a region"),
    ],
)
def test_working_time_is_understood(read, value, meaning):
    """Each form that the model's descriptions name has its meaning."""
    assert read(value) == meaning


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        pytest.param(
            to_zone,
            "Mars/Base",
            "'Mars/Base' is no time zone; write an IANA name such as UTC or Europe/Berlin",
            id="zone",
        ),
        pytest.param(
            to_zone, "../x", "'../x' is no time zone; write an IANA name such as UTC or Europe/Berlin", id="a path"
        ),
        pytest.param(
            to_weekdays,
            ["mon-frx"],
            "'mon-frx' is no day or range of days; write for instance mon or mon-fri",
            id="no day at the end",
        ),
        pytest.param(to_weekdays, [], "'' is no working day; write for instance mon-fri", id="no day at all"),
        pytest.param(
            to_window, "9-17", "'9-17' is no range of working hours; write for instance 09:00-17:00", id="no minutes"
        ),
        pytest.param(
            to_window,
            "17:00-09:00",
            "'17:00-09:00' is no range of working hours; write for instance 09:00-17:00",
            id="the end before the beginning",
        ),
        pytest.param(
            to_window,
            "09:00-24:01",
            "'09:00-24:01' is no range of working hours; write for instance 09:00-17:00",
            id="beyond midnight",
        ),
        pytest.param(to_month, "smarch", "'smarch' is no month; write for instance february", id="month"),
        pytest.param(to_holiday, "2027-02-30", "'2027-02-30' is no date; write it as 2027-01-15", id="no such day"),
        pytest.param(
            to_holiday,
            "XX",
            "'XX' is no country with known holidays; write a country such as US or DE, a region such as DE-BY,"
            " or a date",
            id="no such country",
        ),
        pytest.param(
            to_holiday,
            "DE-XX",
            "'DE-XX' is no country with known holidays; write a country such as US or DE, a region such as DE-BY,"
            " or a date",
            id="no such region",
        ),
    ],
)
def test_what_is_no_working_time_says_so(read, value, expected):
    """The fault names the value and what would be right."""
    assert words(read, value) == expected


@pytest.mark.parametrize(
    ("text", "due"),
    [
        pytest.param("5 working days", Due(DueKind.WORKING_DAYS, 5), id="working days"),
        pytest.param("1 working day", Due(DueKind.WORKING_DAYS, 1), id="one working day"),
        pytest.param("10 business days", Due(DueKind.WORKING_DAYS, 10), id="their other name"),
        pytest.param("90 Days", Due(DueKind.DAYS, 90), id="calendar days, any case"),
        pytest.param("0 days", Due(DueKind.DAYS, 0), id="the same day"),
        pytest.param(" quarter   end ", Due(DueKind.QUARTER_END), id="the end of the quarter"),
        pytest.param("keep", Due(DueKind.KEEP), id="as it is"),
        pytest.param("none", Due(DueKind.NONE), id="no date"),
    ],
)
def test_a_due_date_is_understood(text, due):
    """Each form has its meaning, whatever its case and spaces."""
    assert parse_due(text) == due


FORMS = "is no due date; write 5 working days, 90 days, quarter end, keep or none"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("5", f"'5' {FORMS}", id="no unit"),
        pytest.param("5 weeks", f"'5 weeks' {FORMS}", id="another unit"),
        pytest.param("-5 days", f"'-5 days' {FORMS}", id="the past"),
        pytest.param("", f"'' {FORMS}", id="nothing"),
        pytest.param(
            "9999 days", "'9999 days' is more than ten years; write at most 3660 days", id="a slip of the pen"
        ),
    ],
)
def test_what_is_no_due_date_says_so(text, expected):
    """The fault names the forms that are understood."""
    assert words(parse_due, text) == expected


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        pytest.param("{winner:user}", (Blank("winner", ValueKind.USER),), id="one value"),
        pytest.param(
            "{type:word} {on:date} {link:url}",
            (Blank("type", ValueKind.WORD), " ", Blank("on", ValueKind.DATE), " ", Blank("link", ValueKind.URL)),
            id="several values",
        ),
        pytest.param(
            "{n:number} because {why}",
            (Blank("n", ValueKind.NUMBER), " because ", Blank("why")),
            id="words between, and free text",
        ),
        pytest.param("approved", ("approved",), id="words alone"),
        pytest.param("", (), id="nothing follows the word"),
    ],
)
def test_a_pattern_is_understood(pattern, parts):
    """A pattern is its texts and places in order."""
    assert parse_pattern(pattern) == parts


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        pytest.param(
            "{on:day}",
            "'{on:day}' is a pattern with an unknown kind of value; the kinds are word, date, url, user, number",
            id="an unknown kind",
        ),
        pytest.param(
            "{a} {a}",
            "'{a} {a}' is a pattern with the same name twice; give every place a name of its own",
            id="a name twice",
        ),
        pytest.param(
            "{a", "'{a' is no well-formed pattern; write places as {name} or {name:date}", id="a brace left open"
        ),
        pytest.param(
            "{two words}",
            "'{two words}' is no well-formed pattern; write places as {name} or {name:date}",
            id="no name",
        ),
    ],
)
def test_what_is_no_pattern_says_so(pattern, expected):
    """The fault says what is wrong with the pattern."""
    assert words(parse_pattern, pattern) == expected
