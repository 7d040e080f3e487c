"""`automation.config`: several calendars, and what is wrong with them or with their names."""

from __future__ import annotations

import pytest

from automation.config.model import Calendar, OtherCalendar
from tests.unit.config_files import CONFIG, faults, load, workflow_faults

PROGRAM = """\
program: Calls
schedules: {{name: Call, rrule: FREQ=DAILY, at: "11:00", do: [], calendar: {0}}}
"""


def config_faults(root, *lines: str) -> list[str]:
    """The faults of config.yml with further `lines`, the first of which is line 8."""
    return faults(root, {"config.yml": CONFIG + "\n".join(("", *lines, ""))})


@pytest.mark.parametrize(
    ("other", "whole"),
    [
        pytest.param({}, Calendar(timezone="Europe/Berlin", holidays=["DE"]), id="nothing of its own"),
        pytest.param(
            {"timezone": "UTC", "working_days": "sun-thu"},
            Calendar(timezone="UTC", working_days=["sun-thu"], holidays=["DE"]),
            id="its own zone, though it is the usual one, and its own week",
        ),
        pytest.param({"holidays": []}, Calendar(timezone="Europe/Berlin"), id="no holidays at all"),
        pytest.param(
            {"holidays": None, "working_hours": "08:00-20:00", "fiscal_year_starts": "july"},
            Calendar(timezone="Europe/Berlin", holidays=["DE"], working_hours="08:00-20:00", fiscal_year_starts="july"),
            id="an empty key is none",
        ),
    ],
)
def test_what_a_calendar_leaves_out_is_as_in_the_main_one(other, whole):
    """Only what is written differs."""
    main = Calendar(timezone="Europe/Berlin", holidays=["DE"])

    assert OtherCalendar.model_validate(other).over(main) == whole


def test_two_calendars_that_count_differently_are_two_configurations(tmp_path):
    """A zone that is written out decides otherwise than one that is taken over, and the digest shows it."""
    texts = [
        f"{CONFIG}calendar: {{timezone: Europe/Berlin}}\ncalendars: {{support: {keys}}}\n"
        for keys in ("{}", "{timezone: UTC}", "{timezone: Europe/Berlin}")
    ]
    digests = [load(tmp_path / str(number), {"config.yml": text}).digest for number, text in enumerate(texts)]

    assert len(set(digests)) == 3


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        pytest.param("{holidays: [], working_hours: '00:00-24:00'}", [], id="nothing is wrong"),
        pytest.param(
            "{timezone: Mars/Base, holidays: [2027-02-30]}",
            [
                (
                    "config.yml:8:33: this is no time zone (got 'Mars/Base'). Write an IANA name such as UTC or "
                    "Europe/Berlin."
                ),
                "config.yml:8:55: this is no date (got '2027-02-30'). Write it as 2027-01-15.",
            ],
            id="words",
        ),
        pytest.param(
            "{working_days: [mon, tau]}",
            ["config.yml:8:43: this is no day or range of days (got 'tau'). Write for instance mon or mon-fri."],
            id="a day",
        ),
        pytest.param(
            "{working_days: []}",
            ["config.yml:8:37: this is no day or range of days. Write for instance mon or mon-fri."],
            id="no day to work on",
        ),
        pytest.param(
            "{zone: UTC}",
            [
                (
                    "config.yml:8:23: unknown key (got 'zone'). Did you mean 'timezone'? "
                    "Allowed: timezone, working_days, working_hours, holidays, fiscal_year_starts."
                )
            ],
            id="a key",
        ),
    ],
)
def test_faults_of_calendars_name_their_place(tmp_path, written, expected):
    """Each value of a further calendar is checked as those of the main one are."""
    assert config_faults(tmp_path, f"calendars: {{support: {written}}}") == expected


def test_a_workflow_names_a_calendar_that_is_there(tmp_path):
    """The nearest name is proposed."""
    assert workflow_faults(tmp_path, "calendar: suport") == [
        "6:15: there is no calendar of this name (got 'suport'). Known: none."
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        pytest.param("support", [], id="it is there"),
        pytest.param(
            "suport",
            [
                (
                    "programs/calls.yml:2:75: there is no calendar of this name (got 'suport'). "
                    "Did you mean 'support'? Known: support."
                )
            ],
            id="a slip",
        ),
    ],
)
def test_a_schedule_names_a_calendar_that_is_there(tmp_path, name, expected):
    """The nearest name is proposed."""
    config = f"{CONFIG}calendars: {{support: {{holidays: []}}}}\n"

    assert faults(tmp_path, {"config.yml": config, "programs/calls.yml": PROGRAM.format(name)}) == expected


def test_a_faulty_calendar_makes_no_name_wrong(tmp_path):
    """Where the section of calendars cannot be read, what names one may be right."""
    files = {"config.yml": f"{CONFIG}calendars: support\n", "programs/calls.yml": PROGRAM.format("support")}

    assert [fault.partition(" ")[0] for fault in faults(tmp_path, files)] == ["config.yml:7:12:"]
