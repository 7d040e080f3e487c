"""`automation.config`: schedules as the YAML writes them, and what is wrong with them."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import islice

import pytest

from automation.config.words.clock import ClockFault, to_date, to_days, to_period, to_time
from automation.config.words.fault import WordFault
from automation.config.words.recurrence import RecurrenceFault, parse_rrule, to_slot
from tests.unit.config_files import CONFIG, faults

TIME = "Write for instance 09:00, from 00:00 to 23:59."
DAYS = "Write for instance rrule: FREQ=WEEKLY;BYDAY=MO, or working_day: 1."
NTH = "Write 1 for the first working day of each month, 2 for the second, -1 for the last."
GOOD = {"name": "Call", "rrule": "FREQ=MONTHLY;BYDAY=2TU", "at": '"11:00"', "do": "[]"}


@pytest.mark.parametrize(
    ("read", "word", "meaning"),
    [
        pytest.param(to_time, "9:05", time(9, 5), id="a time"),
        pytest.param(to_time, "23:59", time(23, 59), id="the last time"),
        pytest.param(to_date, " 2027-01-15 ", date(2027, 1, 15), id="a date"),
        pytest.param(to_period, "90 minutes", timedelta(minutes=90), id="minutes"),
        pytest.param(to_period, "1  Hour", timedelta(hours=1), id="one hour, loosely written"),
        pytest.param(to_period, "2 weeks", timedelta(days=14), id="weeks"),
        pytest.param(to_days, "1 week", 7, id="a week has seven days"),
        pytest.param(to_days, "48 hours", 2, id="hours that make days"),
        pytest.param(to_slot, " 1we ", "1WE", id="a weekday of the month"),
        pytest.param(to_slot, "-1FR", "-1FR", id="the last one"),
        pytest.param(to_slot, "MO", "MO", id="any one"),
    ],
)
def test_words_are_understood(read, word, meaning):
    """Each form that the model's descriptions name has its meaning."""
    assert read(word) == meaning


@pytest.mark.parametrize(
    ("read", "word", "kind", "expected"),
    [
        pytest.param(to_time, "24:00", ClockFault, "no time of day", id="midnight is 00:00"),
        pytest.param(to_time, "9", ClockFault, "no time of day", id="an hour alone"),
        pytest.param(to_date, "2027-02-29", ClockFault, "no date", id="no leap year"),
        pytest.param(to_period, "soon", ClockFault, "no period", id="no number"),
        pytest.param(to_period, "2 working days", ClockFault, "no period", id="working days pass unevenly"),
        pytest.param(to_period, "367 days", ClockFault, "longer than a year", id="more than a year"),
        pytest.param(to_days, "36 hours", ClockFault, "no number of days", id="a day and a half"),
        pytest.param(to_slot, "6WE", RecurrenceFault, "no weekday of a month", id="no month has six"),
        pytest.param(to_slot, "1XX", RecurrenceFault, "no weekday of a month", id="no weekday"),
    ],
)
def test_words_are_refused(read, word, kind, expected):
    """What is not understood is said without the word, which only those may show who know that it is no secret."""
    with pytest.raises(kind) as refused:
        read(word)

    assert refused.value.what == expected


@pytest.mark.parametrize(
    ("rrule", "starts", "expected"),
    [
        pytest.param("freq=weekly; byday=mo", None, ["2027-01-04", "2027-01-11"], id="loosely written"),
        pytest.param("RRULE:FREQ=DAILY", None, ["2027-01-01", "2027-01-02"], id="with its name"),
        pytest.param("FREQ=DAILY;INTERVAL=10", "2026-12-30", ["2027-01-09", "2027-01-19"], id="every tenth day"),
        pytest.param("FREQ=MONTHLY", "2026-03-31", ["2027-01-31", "2027-03-31"], id="the day of the month it began on"),
        pytest.param("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", None, ["2028-02-29", "2032-02-29"], id="leap days"),
        pytest.param("FREQ=YEARLY;BYDAY=20MO", None, ["2027-05-17", "2028-05-15"], id="the twentieth Monday"),
        pytest.param("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU;WKST=SU", "2026-12-29", ["2027-01-12", "2027-01-26"], id="weeks"),
    ],
)
def test_rules_give_their_days(rrule, starts, expected):
    """Rules of RFC 5545 give the days that it says; here from the beginning of 2027 on."""
    found = parse_rrule(rrule, None if starts is None else date.fromisoformat(starts))

    assert [str(day) for day in islice(found.dates(date(2027, 1, 1)), 2)] == expected


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        pytest.param("every Monday", "no rule for days", id="words"),
        pytest.param("FREQ=HOURLY", "a rule whose FREQ is not understood", id="a step shorter than a day"),
        pytest.param("FREQ=DAILY;BYHOUR=9", "no rule for days", id="the time stands in at:"),
        pytest.param("BYDAY=MO", "a rule without FREQ", id="no frequency"),
        pytest.param("FREQ=DAILY;FREQ=WEEKLY", "a rule whose FREQ is not understood", id="a part twice"),
        pytest.param("FREQ=DAILY;INTERVAL=0", "a rule whose INTERVAL is not understood", id="no step at all"),
        pytest.param("FREQ=MONTHLY;BYMONTHDAY=32", "a rule whose BYMONTHDAY is not understood", id="no such day"),
        pytest.param("FREQ=DAILY;UNTIL=20270231", "a rule whose UNTIL is not understood", id="no such date"),
        pytest.param(
            "FREQ=DAILY;UNTIL=2027-12-31", "a rule whose UNTIL is not understood", id="a date of another form"
        ),
        pytest.param("FREQ=WEEKLY;BYDAY=2TU", "a rule whose positions need a month or a year", id="second of a week"),
        pytest.param("FREQ=DAILY;BYSETPOS=1", "a rule whose positions need a month or a year", id="first of a day"),
        pytest.param("FREQ=DAILY;INTERVAL=2;BYDAY=MO", "a rule that counts days and names some", id="two at once"),
        pytest.param("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "a rule for days that no calendar has", id="30 February"),
        pytest.param("FREQ=MONTHLY;BYDAY=6MO", "a rule that no day fits", id="a sixth Monday"),
        pytest.param("FREQ=MONTHLY;INTERVAL=2", "a rule that counts from a first day", id="which months?"),
        pytest.param("FREQ=WEEKLY", "a rule that counts from a first day", id="which weekday?"),
        pytest.param("FREQ=DAILY;COUNT=3", "a rule that counts from a first day", id="three from when on?"),
    ],
)
def test_rules_are_refused(rrule, expected):
    """A rule that is not understood, or that never comes round, is none."""
    with pytest.raises(WordFault) as refused:
        parse_rrule(rrule)

    assert refused.value.what == expected


def schedule_faults(root, **keys) -> list[str]:
    """The faults of one schedule with `keys`, with positions in programs/calls.yml."""
    lines = [f"{name}: {value}" for name, value in {**GOOD, **keys}.items() if value]
    text = "program: Calls\nschedules:\n  - " + "\n    ".join(lines) + "\n"
    found = faults(root, {"config.yml": CONFIG, "programs/calls.yml": text})
    return [fault.removeprefix("programs/calls.yml:") for fault in found]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param({}, [], id="nothing is wrong"),
        pytest.param({"at": '{"2TU": "11:00"}', "missed": "{skip_older_than: 2 days}"}, [], id="other forms"),
        pytest.param(
            {"name": '"Call #1"'},
            [
                (
                    "3:11: this is no name of a schedule (got 'Call #1'). Write words without #, which stands before "
                    "the number of an issue."
                )
            ],
            id="name",
        ),
        pytest.param(
            {"rrule": "monthly"},
            [
                (
                    "4:12: this is no rule for days (got 'monthly'). Write for instance FREQ=MONTHLY;BYDAY=2TU; its "
                    "parts are FREQ, INTERVAL, COUNT, UNTIL, BYMONTH, BYMONTHDAY, BYDAY, BYSETPOS, WKST."
                )
            ],
            id="rrule",
        ),
        pytest.param({"at": "noon"}, [f"5:9: this is no time of day (got 'noon'). {TIME}"], id="at"),
        pytest.param(
            {"at": '{"2TX": "11:00", "2TU": "25:00"}'},
            [
                "5:10: this is no weekday of a month (got '2TX'). Write for instance 1WE, -1FR or MO.",
                f"5:33: this is no time of day (got '25:00'). {TIME}",
            ],
            id="at, by weekday",
        ),
        pytest.param(
            {"rrule": "FREQ=MONTHLY;BYDAY=1WE,3WE,5FR", "at": '{"1WE": "08:00"}'},
            ["5:9: there is no time for 3WE, 5FR. Give one for each weekday of the rule, or one time for all."],
            id="a day without a time",
        ),
        pytest.param(
            {"timezone": "Mars/Base"},
            ["7:15: this is no time zone (got 'Mars/Base'). Write an IANA name such as UTC or Europe/Berlin."],
            id="timezone",
        ),
        pytest.param(
            {"starts": "2027-02-30"}, ["7:13: this is no date (got '2027-02-30'). Write it as 2027-01-15."], id="starts"
        ),
        pytest.param(
            {"fire": '{before: a while, at: "9"}'},
            [
                "7:20: this is no period (got 'a while'). Write for instance 2 days, 36 hours or 90 minutes.",
                f"7:33: this is no time of day (got '9'). {TIME}",
            ],
            id="fire",
        ),
        pytest.param(
            {"missed": "{skip_older_than: ages}"},
            ["7:31: this is no period (got 'ages'). Write for instance 2 days, 36 hours or 90 minutes."],
            id="missed",
        ),
        pytest.param(
            {"rrule": "FREQ=DAILY;INTERVAL=2"},
            [
                (
                    "4:12: this is a rule that counts from a first day (got 'FREQ=DAILY;INTERVAL=2')."
                    " Add starts: with that day."
                )
            ],
            id="a rule without its beginning",
        ),
        pytest.param({"rrule": "", "working_day": "-1"}, [], id="a working day of each month"),
        pytest.param(
            {"rrule": ""},
            [f"3:5: give exactly one of rrule and working_day. {DAYS}"],
            id="neither rule nor working day",
        ),
        pytest.param(
            {"working_day": "1"},
            [f"7:18: give exactly one of rrule and working_day (got '1'). {DAYS}"],
            id="both rule and number",
        ),
        *(
            pytest.param(
                {"rrule": "", "working_day": nth},
                [f"6:18: no month has such a working day (got '{nth}'). {NTH}"],
                id=nth,
            )
            for nth in ("0", "40", "-32")
        ),
        pytest.param(
            {"rrule": "", "working_day": "1", "at": '{"1FR": "11:00"}', "on_day_off": "after"},
            [
                "4:9: a working day of the month has one time. Write one time, such as 09:00.",
                (
                    "7:17: a working day of the month is never a day off (got 'after'). "
                    "Leave on_day_off out; it goes with rrule."
                ),
            ],
            id="what goes with rules only",
        ),
        pytest.param(
            {"on_day_off": "later"},
            [
                (
                    "7:17: this is none of the allowed values (got 'later'). Did you mean 'after'? "
                    "Allowed: keep, skip, before, after."
                )
            ],
            id="on_day_off",
        ),
    ],
)
def test_faults_of_schedules_name_their_place(tmp_path, keys, expected):
    """Each fault says where, what and what would be right."""
    assert schedule_faults(tmp_path, **keys) == expected


def test_a_name_may_be_there_once(tmp_path):
    """Two schedules of one name, even of two programs, would be one to the store."""
    one = "program: {0}\nschedules: {{name: Call, rrule: FREQ=DAILY, at: '11:00', do: []}}\n"
    files = {"config.yml": CONFIG, "programs/a.yml": one.format("A"), "programs/b.yml": one.format("B")}

    assert faults(tmp_path, files) == [
        (
            "programs/b.yml:2:19: another schedule has this name (got 'Call'). The other one is at "
            "programs/a.yml:2:13. Rename one."
        )
    ]
