"""A long list of issues in strands, which are read side by side: each holds the issues of a stretch of time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from automation.decide.listing import PAGE
from automation.model.snapshot import Snapshot

#: how many pages are read at once at most
STRANDS: Final = 4
#: a list with fewer issues is read page by page: to find out where to cut it costs as much
_LONG: Final = 2 * STRANDS * PAGE
#: how far an instant that GitLab shows may lie beside the one that it compares
_SLACK: Final = timedelta(seconds=1)

#: when the issues at these places of a list were opened, as `ListingPort.opened_at` says
OpenedAt = Callable[[Sequence[int]], Sequence[datetime | None]]


@dataclass(frozen=True, slots=True)
class Strand:
    """The issues of a list that were opened from `since` on and before `until`, where there are such bounds (UTC)."""

    since: datetime | None = None
    until: datetime | None = None

    def filters(self, given: Mapping[str, str]) -> dict[str, str]:
        """The filters `given` for the list, narrowed to the strand; they may let through a little more."""
        found = dict(given)
        if self.since is not None:
            bounds = [self.since - _SLACK, *_instants(given, "created_after")]
            found["created_after"] = max(bounds).isoformat()
        if self.until is not None:
            bounds = [self.until + _SLACK, *_instants(given, "created_before")]
            found["created_before"] = min(bounds).isoformat()
        return found

    def holds(self, issue: Snapshot) -> bool:
        """Whether `issue` belongs to this strand, which it does to one of a list only."""
        at = issue.created_at
        if at is None:
            return self.since is None
        return (self.since is None or self.since <= at) and (self.until is None or at < self.until)


def strands(cuts: Sequence[datetime]) -> tuple[Strand, ...]:
    """The strands of a list that is cut at `cuts`, those opened first first."""
    return tuple(Strand(since, until) for since, until in zip((None, *cuts), (*cuts, None), strict=True))


def cuts_of(length: int | None, opened_at: OpenedAt) -> tuple[datetime, ...]:
    """Where to cut a list of `length` issues (None: too many to tell) so that its strands are about as long.

    Raises:
        GitLabFault: GitLab could not be asked.
    """
    if length is not None and length < _LONG:
        return ()
    found = _by_time(opened_at) if length is None else opened_at([length * part // STRANDS for part in _PARTS])
    return tuple(sorted({at for at in found if at is not None}))


def places(text: str, count: int) -> tuple[str | None, ...]:
    """Where each of `count` strands goes on, as `written` kept it; None for one that is at its end."""
    return tuple(json.loads(text)) if text else ("",) * count


def written(found: Sequence[str | None]) -> str:
    """Where each strand goes on, to be kept; the empty string where all are at their end."""
    return "" if all(place is None for place in found) else json.dumps(found)


_PARTS: Final = range(1, STRANDS)


def _by_time(opened_at: OpenedAt) -> Sequence[datetime | None]:
    """Evenly in time: places so far behind GitLab does not tell."""
    first, last = opened_at((0, -1))
    if first is None or last is None:
        return []
    return [first + (last - first) * part / STRANDS for part in _PARTS]


def _instants(given: Mapping[str, str], name: str) -> list[datetime]:
    return [datetime.fromisoformat(given[name])] if name in given else []
