"""Rows that were recorded with an issue, as expressions ask for them: ``ledger('outputs', type='blog')``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from automation.decide.dates import as_date

Row = Mapping[str, Any]


def names_in(part: Any) -> Iterator[str]:
    """The ledgers that the actions anywhere in `part`, data of a configuration, write to."""
    match part:
        case {"record": {"ledger": str(name)}}:
            yield name
        case dict():
            yield from (name for value in part.values() for name in names_in(value))
        case list() | tuple():
            yield from (name for value in part for name in names_in(value))


def rows(ledgers: Mapping[str, Sequence[Row]]) -> Callable[..., tuple[Row, ...]]:
    """The function ``ledger`` over `ledgers`, by their names.

    It gives the rows whose values are those named, and whose ``date`` is not before `since` and before `before`.
    """

    def of(name: str, *, since: date | None = None, before: date | None = None, **values: Any) -> tuple[Row, ...]:
        found = ledgers.get(name, ())
        return tuple(
            row
            for row in found
            if all(str(row.get(key, "")) == str(value) for key, value in values.items())
            and _within(as_date(row.get("date")), since, before)
        )

    return of


def _within(day: date | None, since: date | None, before: date | None) -> bool:
    if since is None and before is None:
        return True
    return day is not None and (since is None or since <= day) and (before is None or day < before)
