"""Instants in words: exact ones in UTC, and how long ago, so coarse that an idle page stays the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

_MINUTE: Final = 60
#: seconds, and what so many of them are called
_UNITS: Final = ((86_400, "d"), (3_600, "h"), (_MINUTE, "min"))
#: up to how many days away a date is told without its year
_NEAR: Final = 300


@dataclass(frozen=True, slots=True)
class Seen:
    """Times as told by somebody who looks at `now` (UTC)."""

    now: datetime

    def ago(self, instant: datetime) -> str:
        """For example ``3 min ago``, ``in 2 d`` or ``just now``: in the largest unit that fits, rounded down."""
        passed = int((self.now - instant).total_seconds())
        length = _length(abs(passed))
        if length is None:
            return "just now"
        return f"{length} ago" if passed > 0 else f"in {length}"

    def day(self, value: date) -> str:
        """For example ``15 Jan``; with its year where that is far away."""
        words = f"{value.day} {value:%b}"
        return words if abs((value - self.now.date()).days) < _NEAR else f"{words} {value.year}"


def exact(instant: datetime) -> str:
    """For example ``2027-01-11 09:15:30 UTC``; `instant` is in UTC."""
    return f"{instant:%Y-%m-%d %H:%M:%S} UTC"


def seconds(value: float) -> str:
    """For example ``0.24 s`` or ``12 min``."""
    return f"{value:.2f} s" if value < _MINUTE else f"{_length(int(value))}"


def _length(passed: int) -> str | None:
    """`passed` seconds in words; None for less than a minute."""
    return next((f"{passed // size} {unit}" for size, unit in _UNITS if passed >= size), None)
