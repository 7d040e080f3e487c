"""Conditions on instants and dates: when an issue was opened, changed, closed, and when it is due."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from automation.config.selection import Age, Due, Selection
from automation.config.words.span import Span, to_days_span, to_span
from automation.decide.selection.look import Row, RowCondition


def time_conditions(spec: Selection) -> Iterator[RowCondition]:
    """What `spec` says of instants and dates, and what must hold of them for what it asks besides."""
    if spec.created is not None:
        yield RowCondition("created", _at(spec.created, "opened", lambda row: row.issue.created_at))
    if spec.updated is not None:
        yield RowCondition("updated", _at(spec.updated, "changed", lambda row: row.issue.updated_at))
    if spec.closed is not None:
        yield RowCondition("closed", _at(spec.closed, "closed", lambda row: row.issue.figures.closed_at))
    if spec.quiet is not None:
        yield RowCondition("quiet", _opened_before(to_span(spec.quiet)))
    for dwell in spec.labelled:
        if dwell.older_than is not None:
            yield RowCondition("labelled", _opened_before(to_span(dwell.older_than)))
    if spec.due is not None:
        yield RowCondition("due", _due(spec.due))


def age_misses(age: Age, at: datetime, now: datetime) -> str | None:
    """Why `at` does not lie as far before `now` as `age` says; None where it does."""
    if age.older_than is not None and at > to_span(age.older_than).before(now):
        return f"not {age.older_than} ago"
    if age.newer_than is not None and at <= to_span(age.newer_than).before(now):
        return f"more than {age.newer_than} ago"
    return None


def shown(at: datetime) -> str:
    """`at` as reasons write it."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _at(age: Age, what: str, read: Callable[[Row], datetime | None]) -> Callable[[Row], str | None]:
    def misses(row: Row) -> str | None:
        at = read(row)
        if at is None:
            return f"it was never {what}"
        words = age_misses(age, at, row.now)
        return f"{what} {shown(at)}, {words}" if words else None

    return misses


def _opened_before(span: Span) -> Callable[[Row], str | None]:
    """An issue cannot be quiet, or have a label, for longer than it is there."""

    def misses(row: Row) -> str | None:
        late = row.opened_at > span.before(row.now)
        return f"opened {shown(row.opened_at)}, not {span.words} ago" if late else None

    return misses


def _due(wanted: Due | str) -> Callable[[Row], str | None]:
    holds = _due_held(wanted)
    return lambda row: None if holds(row) else f"due on {row.issue.due_date}" if row.issue.due_date else "no due date"


def _due_held(wanted: Due | str) -> Callable[[Row], bool]:
    if isinstance(wanted, str):
        return lambda row: (row.issue.due_date is not None) == (wanted == "any")
    if wanted.within is not None:
        ahead = to_days_span(wanted.within)
        return lambda row: row.issue.due_date is not None and row.issue.due_date <= ahead.after(row.today)
    past = to_days_span(wanted.overdue or "0 days")
    return lambda row: row.issue.due_date is not None and row.issue.due_date < past.before(row.today)
