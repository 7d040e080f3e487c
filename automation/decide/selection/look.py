"""What a condition of a selection looks at, and what a condition is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from automation.decide.calendar import WorkCalendar
from automation.decide.lookups import LookUps
from automation.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Row:
    """An issue as a listing, or the draft of a decision, shows it."""

    issue: Snapshot
    #: this instant (UTC)
    now: datetime
    #: in whose zone days are counted
    calendar: WorkCalendar

    @property
    def today(self) -> date:
        """The date of `now` in the calendar's zone."""
        return self.calendar.today(self.now)

    @property
    def opened_at(self) -> datetime:
        """When the issue was opened; GitLab always says so, and what does not say so was opened just now."""
        return self.issue.created_at or self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A row with all that can be asked besides."""

    row: Row
    #: labels that GitLab has; others of the row were set in this very decision
    standing: frozenset[str]
    ask: LookUps
    #: whether somebody with this username is a bot
    is_bot: Callable[[str], bool]
    #: when a person was last heard of, as far as Usher knows by itself (UTC)
    last_human: datetime | None = None


@dataclass(frozen=True, slots=True)
class RowCondition:
    """One condition that the row alone tells."""

    #: key of the selection
    name: str
    #: the value seen, in words, where the condition does not hold; None where it does
    misses: Callable[[Row], str | None]


@dataclass(frozen=True, slots=True)
class AskCondition:
    """One condition for which something must be asked."""

    #: as `RowCondition`
    name: str
    #: as `RowCondition`; may raise what the look-ups raise
    misses: Callable[[Look], str | None]
