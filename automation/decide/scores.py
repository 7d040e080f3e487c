"""Weighted tables: points for fields and labels, bands for their sum (programs.md ST-02)."""

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
    by_value = {name.casefold(): points for name, points in row.points.items()}
    return by_value.get(value.casefold(), 0) + (row.filled if value else 0)


def _scoped(labels: Iterable[str], scope: str) -> str:
    return next((value_of(label) for label in in_scope(labels, scope)), "")
