"""The sandbox's own time: runs like the wall clock, or stands still, and can be moved."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 instant; a text without an offset is taken as UTC.

    Raises:
        ValueError: the text is no ISO 8601 instant.
    """
    instant = datetime.fromisoformat(text)
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)


class Clock:
    """A clock in UTC with millisecond steps, as GitLab's time stamps have them.

    It starts at `start` (default: the machine's time) and runs on in real time unless `frozen`.
    """

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._frozen = frozen
        self._real = time.time()
        self._shown = start or datetime.fromtimestamp(self._real, UTC)

    @property
    def frozen(self) -> bool:
        """Whether time stands still."""
        return self._frozen

    def now(self) -> datetime:
        """Return the sandbox's present instant, aware, in UTC, whole milliseconds."""
        elapsed = 0.0 if self._frozen else time.time() - self._real
        instant = self._shown + timedelta(seconds=elapsed)
        return instant.replace(microsecond=instant.microsecond // 1000 * 1000)

    def set(self, instant: datetime) -> None:
        """Jump to an aware instant, forwards or backwards."""
        self._shown, self._real = instant.astimezone(UTC), time.time()

    def advance(self, seconds: float) -> None:
        """Move by a number of seconds (negative: back)."""
        self.set(self.now() + timedelta(seconds=seconds))

    def freeze(self, frozen: bool) -> None:
        """Stop the clock where it is, or let it run on from there."""
        self.set(self.now())
        self._frozen = frozen
