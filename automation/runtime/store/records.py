"""What goes into the store and comes out of it, beyond the shapes of automation.model.work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from automation.model.history import Entry, IssueFacts
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot
from automation.model.work import RunState, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRecord:
    """What a run leaves behind about one issue: its own, or one that it opened."""

    ref: IssueRef
    #: the issue as the run left it
    snapshot: Snapshot
    memory: Memory
    #: workflow that it belongs to; None for an issue without one
    workflow: str | None = None
    #: normalised values by key name, for look-ups across issues
    keys: Mapping[str, str] = field(default_factory=dict)
    #: values to hold in the index of the workflow, each of which one issue has at most; what else it held is free
    claims: frozenset[str] = frozenset()
    #: when to look again without an event (UTC)
    wake_at: datetime | None = None
    #: told by the run that opened it: what the issue's own run knows, where there was one already, is newer
    newborn: bool = False
    #: what reports will know of it: its new entries, in order, and what it is; None leaves what is known
    entries: tuple[Entry, ...] = ()
    facts: IssueFacts | None = None
    #: the issue that it was before it was moved to another project: ``path#iid``
    moved_from: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDelivery:
    """A delivery as it lies in the inbox."""

    #: number in order of arrival
    id: int
    key: str
    source: Source
    header: str
    body: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFilter:
    """Which runs are asked for; None asks for all."""

    workflow: str | None = None
    outcome: str | None = None
    #: username
    actor: str | None = None
    work_key: str | None = None
    #: name of a rule that matched
    rule: str | None = None
    state: RunState | None = None
    #: started at this instant or later
    since: datetime | None = None
    #: started at this instant or earlier
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One line of a list of runs."""

    id: str
    work_key: str
    workflow: str | None
    started_at: datetime
    finished_at: datetime | None
    state: RunState
    outcome: str
    actor: str | None
    error: str
    #: names of the rules that matched, sorted
    rules: tuple[str, ...] = ()
    #: how many effects of each kind
    effects: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One issue on a board or page."""

    ref: IssueRef
    workflow: str | None
    stage: str | None
    is_open: bool
    confidential: bool
    title: str
    assignees: tuple[str, ...]
    due_date: date | None
    web_url: str
    stage_since: datetime | None
    #: when Usher last wrote down something about it (UTC)
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuePage:
    """All that is stored about one issue."""

    card: Card
    memory: Memory
    keys: Mapping[str, str]
    #: values held in the index of its workflow, each of which one issue has at most
    claims: frozenset[str]
    wake_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """The issues of one workflow: how many in each stage, and one page of cards."""

    workflow: str
    #: number of open issues by stage; an issue without one counts under None
    stages: Mapping[str | None, int]
    #: number of closed issues by stage
    closed: Mapping[str | None, int]
    cards: tuple[Card, ...]
    #: what to ask the next page with; None after the last
    next_cursor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A key that was given up, with its cause."""

    work_key: str
    project: str
    error: str
    attempts: int
    #: how many deliveries wait for a person to revive or drop it
    deliveries: int
    #: when the oldest of them was received (UTC)
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    """A key whose last try failed and that is tried again."""

    work_key: str
    project: str
    #: waiting, throttled (until GitLab allows more), or leased when it is being tried just now
    state: str
    error: str
    attempts: int
    #: when it may be claimed again (UTC)
    ready_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """The account of design.md §10: what came in, and where it is."""

    #: new deliveries
    stored: int
    #: deliveries that the inbox had already
    duplicates: int
    #: requests refused at the door
    rejected: int
    #: decided, or known at the door to need no decision
    done: int
    #: not decided yet
    waiting: int
    #: not decided, and nobody will until a person says so
    dead: int
    #: when the oldest of the waiting was received (UTC)
    oldest_waiting: datetime | None

    @property
    def received(self) -> int:
        """Every request that ever reached the door."""
        return self.stored + self.duplicates + self.rejected
