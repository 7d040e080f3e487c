"""How many forms are taken within an hour: of one sender, and of all."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

_HOUR: Final = timedelta(hours=1)


class Limits:
    """Remembers who handed in during the last hour, and no more than may: so its size is bounded by the limits.

    A process counts for itself; a restart forgets.
    """

    def __init__(self) -> None:
        self._taken: deque[tuple[datetime, str]] = deque()
        self._lock = Lock()

    def admit(self, sender: str, now: datetime, *, each: int, total: int) -> int:
        """Count a form of `sender` at `now` (UTC).

        Args:
            sender: whoever shares one limit.
            now: instant at which it came.
            each: forms of one sender within an hour.
            total: forms of all within an hour.

        Returns:
            0 where it is admitted; else nothing is counted, and these are the seconds until one would be.
        """
        with self._lock:
            # What lies further ahead was counted by a clock that has been set back since.
            self._taken = deque(item for item in self._taken if abs(now - item[0]) < _HOUR)
            own = [at for at, other in self._taken if other == sender]
            wait = max(_wait(own, each, now), _wait([at for at, _ in self._taken], total, now))
            if wait == 0:
                self._taken.append((now, sender))
            return wait


def _wait(instants: Sequence[datetime], limit: int, now: datetime) -> int:
    """Seconds until fewer than `limit` of `instants`, oldest first, are within the hour."""
    if len(instants) < limit:
        return 0
    return max(1, math.ceil((instants[-limit] + _HOUR - now).total_seconds()))
