"""Warnings about reports: those that nothing opens, and numbers that nobody is asked for."""

from __future__ import annotations

import pytest

from automation.decide.compile import compile_config
from automation.lint.reports import never_asked, never_read, never_reported
from automation.lint.warnings import warn
from tests.report_parts import REPORTED, one, program
from tests.small import loaded

FIELDS = "{Account: {}, Region: {one_of: [EMEA, APAC]}, Members: {type: number}}"
SCHEDULE = "schedules: [{name: S, rrule: FREQ=DAILY, at: '03:00', do: [{report: monthly}]}]\n"
ENTERED = one(workflow="story", number="Members")
REMEMBERED = "[{remember: {period: \"{{ fields['Account'] }}\"}}]"


def warned(tmp_path, kpis: str, more: str, **replaced: str) -> list[str]:
    """Name and message of each warning."""
    found = loaded(program(kpis, more, fields=FIELDS, **replaced), tmp_path)
    checks = (never_reported, never_asked, never_read)
    return [f"{one.message} [{one.name}]" for one in warn(found, compile_config(found), checks)]


@pytest.mark.parametrize(
    ("kpis", "more", "replaced", "expected"),
    [
        pytest.param(one(), "", {}, [], id="a KPI needs no report"),
        pytest.param(one(), REPORTED + SCHEDULE, {}, [], id="a schedule opens it"),
        pytest.param(one(), REPORTED, {}, ["nothing has `report: monthly` [never-reported]"], id="nothing opens it"),
        pytest.param(
            ENTERED,
            REPORTED.replace("[figure]", "[]") + SCHEDULE,
            {"on_intake": REMEMBERED},
            ["no report of story asks for figure [never-asked]"],
            id="nobody is asked for the number",
        ),
        pytest.param(
            ENTERED,
            REPORTED + SCHEDULE,
            {},
            ["story does not remember `period`, so that figure is never read back [never-read]"],
            id="nobody knows of which period it is",
        ),
        pytest.param(ENTERED, REPORTED + SCHEDULE, {"on_intake": REMEMBERED}, [], id="asked for, and read back"),
    ],
)
def test_warnings(tmp_path, kpis, more, replaced, expected):
    """What loads and comes to nothing is pointed out."""
    assert warned(tmp_path, kpis, more, **replaced) == expected
