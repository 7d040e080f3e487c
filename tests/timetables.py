"""Schedules as tests write them: their keys in YAML's words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from automation.config.model import Calendar
from automation.config.schedule import Schedule
from automation.decide.calendar import WorkCalendar
from automation.decide.occurrences import Occurrence, Timetable, occurrences
from tests.small import workflow

#: a meeting twice a month, and its agenda two days before (rules.md, recurrences)
MEETING = {
    "rrule": "FREQ=MONTHLY;BYDAY=1WE,3WE",
    "at": {"1WE": "08:00", "3WE": "15:00"},
    "timezone": "America/Los_Angeles",
}
AGENDA = {**MEETING, "fire": {"before": "2 days", "at": "09:00"}}
QUARTERS = {"rrule": "FREQ=YEARLY;BYMONTH=2,5,8,11;BYMONTHDAY=1", "at": "09:00"}

#: Monday to Friday
UTC_CALENDAR = Calendar()

#: the schedule of `schedule`
NAME = "Weekly"


def schedule(do: str, **keys: str) -> str:
    """A program with stories and one schedule on Mondays that does `do`, a list of actions in YAML's flow form."""
    usual = {"rrule": "FREQ=WEEKLY;BYDAY=MO", "at": "'08:00'", "timezone": "America/Los_Angeles"}
    lines = [f"    {name}: {value}\n" for name, value in {**usual, **keys, "do": do}.items()]
    return workflow() + f"schedules:\n  - name: {NAME}\n{''.join(lines)}"


def timetable(*, calendar: Calendar = UTC_CALENDAR, **keys: Any) -> Timetable:
    """The timetable of a schedule with these `keys`; every day at nine unless they say otherwise."""
    days = {} if "working_day" in keys else {"rrule": "FREQ=DAILY"}
    spec = Schedule.model_validate({"name": "Sample", "at": "09:00", "do": [], **days, **keys})
    return Timetable.of(spec, WorkCalendar.of(calendar))


def instant(text: str) -> datetime:
    """The instant (UTC) that ``2027-03-03T16:00`` names."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def between(found: Timetable, after: str, until: str) -> tuple[Occurrence, ...]:
    """The occurrences that fire after one instant and not later than another."""
    return occurrences(found, instant(after), instant(until))
