"""What a formula may say of the values that were counted."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from automation.decide.budgets import plain
from automation.model.report import Value

#: units that are shown with one decimal
_TENTHS = frozenset({"percent", "minutes", "days"})
_SIGNS = {"percent": " %", "minutes": " min", "days": " days", "points": " points", "USD": " USD"}


class NoNumber(ArithmeticError):
    """A formula needs a number that is not there."""


class Known(dict[str, Any]):
    """Figures by name; asking for one that has no number ends the formula without one."""

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        if found is None:
            message = f"{name} has no number"
            raise NoNumber(message)
        return found


def of(values: Sequence[Any]) -> dict[str, Any]:
    """Words of a formula over the `values` of what was counted, None for those without one.

    count is how many were counted; all others leave out those without a value. share is the part, in percent, of which
    the value holds. Where there are no values, or they are no numbers, what needs numbers is None.
    """
    there = [value for value in values if value is not None]
    numbers = there if all(isinstance(value, int | float) for value in there) else []
    return {
        "count": len(values),
        "distinct": len({str(value) for value in there}),
        "share": 100 * sum(map(bool, there)) / len(there) if there else None,
        "sum": sum(numbers),
        "mean": statistics.fmean(numbers) if numbers else None,
        "median": statistics.median(numbers) if numbers else None,
        "lowest": min(numbers, default=None),
        "highest": max(numbers, default=None),
    }


def rounded(value: Any, unit: str) -> Value:
    """`value` as it is reported: percent, minutes and days with one decimal.

    Raises:
        TypeError: it is no number.
    """
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, int | float):
        message = f"the formula gives {value!r}, which is no number"
        raise TypeError(message)
    return round(float(value), 1) if unit in _TENTHS else plain(float(value))


def words(value: Value, unit: str) -> str:
    """`value` for people: ``69.5 min``, ``12,000 USD``, and a dash for none."""
    if value is None:
        return "–"
    return f"{value:,.1f}{_SIGNS[unit]}" if unit in _TENTHS else f"{value:,}{_SIGNS.get(unit, '')}"
