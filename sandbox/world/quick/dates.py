"""Quick actions on dates, weight and time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from sandbox.world import lookup
from sandbox.world.quick.registry import Turn, command, planners

AHEAD = re.compile(r"in (?P<number>\d{1,4}|an?) (?P<unit>day|week)s?")
DURATION = re.compile(r"(?P<number>\d{1,6})(?P<unit>mo|w|d|h|m)")
SECONDS = {"mo": 576_000, "w": 144_000, "d": 28_800, "h": 3_600, "m": 60}
"""GitLab's working time: a month of 4 weeks of 5 days of 8 hours (GitLab docs, user/project/time_tracking.md)."""


@command("due", allowed=planners)
def due(turn: Turn, argument: str) -> bool:
    """Set the due date: `2027-01-15`, `today`, `tomorrow`, `in 2 days`, `in a week`."""
    day = _day(argument.strip().lower(), turn.act.now.date())
    if day is None:
        return False
    turn.fields["due_date"] = day
    turn.said(f"Set the due date to {day:%b} {day.day}, {day.year}.", due_date=day.isoformat())
    return True


@command("remove_due_date", allowed=planners)
def remove_due_date(turn: Turn, _argument: str) -> bool:
    """Take the due date away."""
    if turn.issue.due_date is None:
        return False
    turn.fields["due_date"] = None
    turn.said("Removed the due date.", due_date=None)
    return True


@command("weight", allowed=planners)
def weight(turn: Turn, argument: str) -> bool:
    """Set the weight, a licensed feature."""
    number = lookup.as_id(argument)
    if number is None or not turn.act.world.premium:
        return False
    turn.fields["weight"] = number
    turn.said(f"Set weight to {number}.", weight=number)
    return True


@command("clear_weight", allowed=planners)
def clear_weight(turn: Turn, _argument: str) -> bool:
    """Take the weight away."""
    turn.fields["weight"] = None
    turn.said("Cleared weight.", weight=None)
    return True


@command("estimate", "estimate_time", allowed=planners)
def estimate(turn: Turn, argument: str) -> bool:
    """Set the time estimate: `1w 2d 3h`."""
    seconds = _seconds(argument)
    if not seconds:
        return False
    turn.fields["time_estimate"] = seconds
    turn.said(f"Set time estimate to {argument}.", time_estimate=seconds)
    return True


@command("spend", "spent", "spend_time", allowed=planners)
def spend(turn: Turn, argument: str) -> bool:
    """Add time spent: `2h`."""
    seconds = _seconds(argument)
    if not seconds:
        return False
    turn.fields["total_time_spent"] = turn.issue.total_time_spent + seconds
    turn.said(f"Added {argument} spent time.", spend_time={"duration": seconds})
    return True


def _day(words: str, today: date) -> date | None:
    near = {"today": today, "tomorrow": today + timedelta(days=1), "yesterday": today - timedelta(days=1)}
    if words in near:
        return near[words]
    if match := AHEAD.fullmatch(words):
        number = int(match["number"]) if match["number"].isdigit() else 1
        return today + timedelta(days=number * (7 if match["unit"] == "week" else 1))
    try:
        return date.fromisoformat(words)
    except ValueError:
        return None


def _seconds(words: str) -> int:
    return sum(int(match["number"]) * SECONDS[match["unit"]] for match in DURATION.finditer(words))
