"""The parts of a figure: by name, or in steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, Final

from automation.model.report import Group

#: characters of a group's name
_LONGEST: Final = 60
_NO_NAME: Final = "none"
_DIGITS: Final = re.compile(r"(\d+)")


def names_of(found: Any) -> list[str]:
    """The groups of one item: one, or several where the expression gives a list."""
    several = found if isinstance(found, list | tuple | set | frozenset) else [found]
    return list(
        dict.fromkeys(" ".join(str("" if one is None else one).split())[:_LONGEST] or _NO_NAME for one in several)
    )


def natural(name: str) -> list[tuple[bool, int, str]]:
    """A key that sorts names as people do: Q9 before Q10."""
    parts = _DIGITS.split(name.casefold())
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def bins(bounds: Sequence[float], values: Sequence[Any]) -> Iterator[Group]:
    """How many of `values` lie below the first bound, between each two, and not below the last."""
    numbers = [float(value) for value in values if value is not None]
    if not numbers:
        return
    edges = [float("-inf"), *bounds, float("inf")]
    for low, high in pairwise(edges):
        count = sum(low <= number < high for number in numbers)
        yield Group(name=_bin_name(low, high), value=count, count=count)


def _bin_name(low: float, high: float) -> str:
    if low == float("-inf"):
        return f"under {high:g}"
    return f"{low:g} and more" if high == float("inf") else f"{low:g} to {high:g}"
