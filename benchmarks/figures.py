"""Figures of a measurement and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Row:
    """One figure with what it is held against."""

    question: str
    figure: str
    target: str = ""
    reached: bool | None = None
    note: str = ""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of `values` lie."""
    if len(values) < 2:
        return values[0] if values else float("nan")
    return quantiles(values, n=1000, method="inclusive")[min(998, int(share * 1000) - 1)]


def spread(values: Sequence[float], unit: str, digits: int = 1) -> str:
    """Median and range of rounds: ``4.2 ms (3.9 to 5.0)``."""
    shown = [f"{value:,.{digits}f}" for value in (median(values), min(values), max(values))]
    return f"{shown[0]} {unit} ({shown[1]} to {shown[2]})"
