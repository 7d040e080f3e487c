"""Whether GitLab answers at all: one issue's trouble is not GitLab's, and GitLab's is not one issue's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

#: how long GitLab may give no good answer before that counts as an outage
PATIENCE = timedelta(seconds=90)

_UNAUTHORISED = 401
_BROKEN = 500


class Pulse:
    """Remembers when GitLab last showed that it is at work and takes our token, and when it last failed to."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        #: when the last good answer came (UTC); None when none ever did
        self.heard_at: datetime | None = None
        #: when the last request failed for reasons that are GitLab's (UTC)
        self.failed_at: datetime | None = None
        #: when the first one since the last good answer did (UTC); None when none did
        self.failing_since: datetime | None = None

    def answered(self, status: int) -> None:
        """GitLab answered with the HTTP `status`, 0 for no answer; faults of its own and 401 are no sign of life."""
        if 0 < status < _BROKEN and status != _UNAUTHORISED:
            self.heard_at, self.failing_since = self._clock(), None
        else:
            self.failed_at = self._clock()
            self.failing_since = self.failing_since or self.failed_at

    def is_silent(self, now: datetime) -> bool:
        """Whether no good answer came for so long that a failure is likely GitLab's own."""
        return self.heard_at is None or now - self.heard_at > PATIENCE

    def failing_for(self, now: datetime) -> float:
        """For how many seconds requests have failed without a good answer among them; 0 while none does."""
        since = self.failing_since
        return 0.0 if since is None else (now - since).total_seconds()

    def is_down(self, now: datetime) -> bool:
        """Whether GitLab was asked, failed, and was not good for anything since; nobody asks while all is quiet."""
        asked = self.failed_at is not None and (self.heard_at is None or self.failed_at > self.heard_at)
        return asked and self.is_silent(now)
