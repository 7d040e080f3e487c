"""`usher schedules`, and schedules before `usher check`."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from automation.commands.schedules import as_json, lines, upcoming
from tests.small import compiled, files, workflow
from tests.timetables import schedule

#: a Friday before the clock is put forward in Los Angeles
NOW = datetime(2027, 3, 12, tzinfo=UTC)
#: the first of July, at eleven should it be a Wednesday
JULY = {
    "rrule": "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1",
    "at": "{MO: '1:00', TU: '1:00', WE: '11:00', TH: '1:00', FR: '1:00', SA: '1:00', SU: '1:00'}",
    "timezone": "Asia/Singapore",
    "starts": "2099-01-01",
}
AGENDA = {"rrule": "FREQ=MONTHLY;BYDAY=3WE", "at": "{3WE: '15:00'}", "fire": "{before: 2 days, at: '09:00'}"}


def usher(*arguments):
    """Run `usher schedules` with these arguments; no fault of a user may end in a traceback."""
    result = CliRunner().invoke(main, ["schedules", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def written(root, program):
    """A configuration with `program` below `root`; the path of its config.yml."""
    for name, text in files(program).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "config.yml"


def test_occurrences_are_told_in_utc_and_in_their_zone():
    """Each says when it fires, and for which local time."""
    (found,) = upcoming(compiled(schedule("[]", **AGENDA)), NOW, date(2027, 3, 15))

    assert as_json(found) == {
        "name": "Weekly",
        "program": "stories",
        "enabled": True,
        "timezone": "America/Los_Angeles",
        "occurrences": [
            {
                "fires_at": "2027-03-15T16:00:00+00:00",
                "at": "2027-03-17T22:00:00+00:00",
                "local": "2027-03-17T15:00:00-07:00",
                "slot": "3WE",
                "known_by": "2027-03-17",
            }
        ],
    }


def test_without_a_last_day_there_are_ten():
    """Ten of each schedule, or as many as its rule has left."""
    shown = [
        len(found.occurrences)
        for keys in ({}, {"rrule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20270322"})
        for found in upcoming(compiled(schedule("[]", **keys)), NOW, None)
    ]

    assert shown == [10, 2]


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param(
            schedule("[]", rrule="FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=1;UNTIL=20000101", enabled="false"),
            "Weekly (America/Los_Angeles), switched off\n  nothing comes\n",
            id="off and over",
        ),
        pytest.param(workflow(), "no schedules\n", id="none"),
    ],
)
def test_what_never_comes_is_said(tmp_path, program, expected):
    """Silence is told, too."""
    result = usher("--config", written(tmp_path, program))

    assert (result.exit_code, result.stdout) == (0, expected)


def test_lines_for_people_and_json_for_programs(tmp_path):
    """Both forms say the same."""
    path = written(tmp_path, schedule("[]", **JULY))

    text = usher("--config", path, "--until", "2100-01-01").stdout
    (found,) = json.loads(usher("--config", path, "--until", "2100-01-01", "--format", "json").stdout)

    assert text == "Weekly (Asia/Singapore)\n  fires 2099-07-01 03:00 UTC for Wed 2099-07-01 11:00  WE\n"
    assert [one["fires_at"] for one in found["occurrences"]] == ["2099-07-01T03:00:00+00:00"]


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        pytest.param(
            {"rrule": "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1", "on_day_off": "before"},
            "fires 2027-04-30 08:00 UTC for Fri 2027-04-30 08:00, moved from Sat 2027-05-01",
            id="a day off",
        ),
        pytest.param(
            {"rrule": "null", "working_day": "2"},
            "fires 2027-04-02 08:00 UTC for Fri 2027-04-02 08:00",
            id="a working day has not moved",
        ),
    ],
)
def test_what_moved_says_from_where(tmp_path, keys, line):
    """Of a day that is off the line shows both."""
    now = datetime(2027, 3, 25, tzinfo=UTC)
    program = schedule("[]", timezone="UTC", **keys)
    (found,) = upcoming(compiled(program), now, None)

    assert list(lines(found))[1].strip() == line


def test_a_day_that_is_none_is_refused(tmp_path):
    """The option is named, with what would be right."""
    result = usher("--config", written(tmp_path, workflow()), "--until", "soon")

    assert (result.exit_code, result.stderr) == (2, "usher: --until 'soon' is no date; write it as 2027-01-15\n")


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        pytest.param({"rrule": "FREQ=WEEKLY;BYDAY=MO;UNTIL=20200101"}, ":13:12", id="a rule that is over"),
        pytest.param(
            {"rrule": "FREQ=WEEKLY;BYDAY=SA", "on_day_off": "skip"},
            ":13:12",
            id="a day of the week that is never worked",
        ),
        pytest.param({"rrule": "null", "working_day": "31"}, ":16:18", id="more working days than any month has"),
    ],
)
def test_check_warns_of_a_schedule_that_never_fires(tmp_path, keys, place):
    """`usher check` looks at the time and at the calendar, and says where the days stand."""
    path = written(tmp_path, schedule("[]", **keys))

    result = CliRunner().invoke(main, ["check", str(path)])

    assert (result.exit_code, result.stdout.splitlines()[0].partition("stories.yml")[2]) == (
        1,
        f"{place}: Weekly does not come round in the next five years [never-fires]",
    )
