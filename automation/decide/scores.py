"""Weighted tables: points for fields and labels, bands for their sum (rules.md ST-02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from automation.config.program import Score, ScoreRow
from automation.decide.labels import in_scope, value_of


def tally(table: Score, fields: Mapping[str, str], labels: Iterable[str]) -> dict[str, Any]:
    """The sum of `table` for an issue, as points and the name of its band; '' below all thresholds."""
    points = sum(_row(row, fields, labels) for row in table.add)
    band = next((band.name for band in table.bands if points >= band.at_least), "")
    return {"points": points, "band": band}


def _row(row: ScoreRow, fields: Mapping[str, str], labels: Iterable[str]) -> int:
    value = fields.get(row.field, "") if row.field else _scoped(labels, row.label or "")
    return _points(row.points, value.casefold()) + (row.filled if value else 0)


def _points(points: Mapping[str, int], value: str) -> int:
    """Points for `value`, or for its first word: "Yes, two of them" counts as "Yes"."""
    by_value = {name.casefold(): number for name, number in points.items()}
    first = value.split(maxsplit=1)[0].rstrip(",.;:") if value else ""
    return by_value.get(value, by_value.get(first, 0))


def _scoped(labels: Iterable[str], scope: str) -> str:
    return next((value_of(label) for label in in_scope(labels, scope)), "")
