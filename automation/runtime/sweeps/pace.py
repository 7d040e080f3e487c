"""The pace of handing in: bounded work ahead of the workers, and half of GitLab's comments left to live events."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

#: issues that wait to be written at any time
AHEAD = 100
_MINUTE = timedelta(minutes=1)


class Pace:
    """How many issues may be handed in now; for one sweeper."""

    def __init__(self) -> None:
        #: when comments were handed in, and how many
        self._spent: deque[tuple[datetime, int]] = deque()

    def room(self, now: datetime, waiting: int, notes_per_minute: int) -> int:
        """Issues that may be handed in at `now` while `waiting` others are not written yet."""
        while self._spent and self._spent[0][0] <= now - _MINUTE:
            self._spent.popleft()
        left = max(notes_per_minute // 2, 1) - sum(number for _, number in self._spent)
        return max(min(AHEAD - waiting, left), 0)

    def spend(self, now: datetime, notes: int) -> None:
        """`notes` comments were handed in at `now`."""
        if notes:
            self._spent.append((now, notes))
