"""Dates in expressions: read from text, and counted on from one another."""

from __future__ import annotations

from datetime import date, datetime

from dateutil.relativedelta import relativedelta


def as_date(value: object) -> date | None:
    """The date that `value` is, or names as YYYY-MM-DD; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value).strip())
    except ValueError:
        return None


def add_months(day: date, count: int) -> date:
    """The same day `count` months later, before it for a negative number; the last one of a month that is shorter.

    Raises:
        ValueError: there is no such year.
    """
    found: date = day + relativedelta(months=count)
    return found
