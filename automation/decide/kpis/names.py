"""Names that expressions of KPIs may use for one item, and functions over instants and numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from automation.decide import budgets
from automation.decide.calendar import WorkCalendar
from automation.decide.dates import add_months, as_date
from automation.decide.instants import to_instant
from automation.decide.kpis.statistics import NoNumber
from automation.decide.labels import in_scope, value_of
from automation.model.history import Entry, IssueFacts

Names = dict[str, Any]


def times(calendar: WorkCalendar) -> Names:
    """The functions over instants; lengths of time between two of which one is not there are no number (`NoNumber`)."""

    def instant(value: Any) -> datetime | None:
        return value if isinstance(value, datetime) else to_instant(str(value), calendar.zone)

    def both(start: Any, end: Any) -> tuple[datetime, datetime]:
        first, last = instant(start), instant(end)
        if first is None or last is None:
            message = "one of the two instants is not there"
            raise NoNumber(message)
        return first, last

    def between(start: Any, end: Any, unit: int) -> float:
        first, last = both(start, end)
        return (last - first).total_seconds() / unit

    def working_days(start: Any, end: Any) -> float:
        return calendar.working_time(*both(start, end)) / calendar.day_length

    return {
        "instant": instant,
        "date": as_date,
        "add_months": add_months,
        "number": number,
        "minutes": lambda start, end: between(start, end, 60),
        "days": lambda start, end: between(start, end, 24 * 60 * 60),
        "working_days": working_days,
    }


def number(value: Any) -> float:
    """The number that a person wrote as `value`, such as 12,000.

    Raises:
        NoNumber: it is none.
    """
    try:
        return float(str(value).replace(",", ""))
    except ValueError:
        message = "there is no number"
        raise NoNumber(message) from None


def of_entry(entry: Entry, since: datetime | None = None) -> Names:
    """What is said of `entry`; `since` is when the stage before was entered."""
    return {
        "at": entry.at,
        "since": since,
        "stage": entry.stage,
        "from_stage": entry.from_stage,
        "actor": entry.actor,
        "adopted": entry.adopted,
    }


def of_issue(facts: IssueFacts) -> Names:
    """What is said of an issue, whenever."""
    return {
        "ref": facts.ref,
        "confidential": facts.confidential,
        "created_at": facts.created_at,
        "author": facts.author,
        "assignees": facts.assignees,
        "due_date": facts.due_date,
        "first_response": facts.first_response,
    }


def cost(facts: Mapping[str, Any], budget: str) -> float:
    """What an issue with `facts` costs in `budget`.

    Raises:
        NoNumber: that was never settled.
    """
    share = budgets.share_of(facts, budget)
    if share is None:
        message = f"nothing is known of its cost in the budget {budget}"
        raise NoNumber(message)
    return share


def label(labels: Sequence[str], scope: str) -> str:
    """The value of a label scope, empty for none."""
    found = in_scope(labels, scope)
    return value_of(found[0]) if found else ""
