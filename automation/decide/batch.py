"""What a decision is given: the waiting events of one work key, the issue as it is, and what is remembered of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from automation.model.events import Event, EventKind, User
from automation.model.snapshot import HistoryEvent, Memory, Snapshot

#: action of a look at an issue that somebody opened without a delivery
OPENED: Final = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One work key with everything that waits for it."""

    #: ``path#iid``, ``intake:<workflow>``, ``schedule:<name>`` or ``digest:<policy>``
    key: str
    #: in order of arrival
    events: tuple[Event, ...]
    #: None for an intake, a schedule or a digest, or where the issue is not there
    snapshot: Snapshot | None
    memory: Memory
    bot: User
    #: label and state events of GitLab, oldest first; only where `needs_history` asked for them
    history: tuple[HistoryEvent, ...] = ()

    def foreign(self) -> tuple[Event, ...]:
        """The events that are not the echo of our own writes (rules.md G04)."""
        return tuple(event for event in self.events if not is_own(event, self.bot))

    def is_sweep(self) -> bool:
        """Whether nothing happened but that a sweep came by."""
        return bool(self.events) and all(event.kind is EventKind.SWEEP for event in self.events)

    def opening(self) -> Event | None:
        """The event that reports the issue's creation by somebody else, if it waits."""
        issues = (event for event in self.foreign() if event.kind is EventKind.ISSUE)
        return next((event for event in issues if event.action == "open"), None)

    def was_opened(self) -> bool:
        """Whether somebody else has opened the issue just now: GitLab says so, or it was found by asking."""
        return self.opening() is not None or any(
            event.kind is EventKind.LOOK and event.action == OPENED for event in self.events
        )


#: kinds of events that GitLab does not report
_OURS: Final = frozenset(
    {
        EventKind.MESSAGE,
        EventKind.TIMER,
        EventKind.SCHEDULE,
        EventKind.LOOK,
        EventKind.UNDO,
        EventKind.INTAKE,
        EventKind.SWEEP,
        EventKind.DIGEST,
    }
)


def is_own(event: Event, bot: User) -> bool:
    """Whether GitLab reports what the bot itself did."""
    reported = event.kind not in _OURS
    return reported and event.actor is not None and event.actor.username == bot.username
