"""The issue as GitLab has it now, and what Usher remembers of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from automation.model.refs import IssueRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What selections and conditions may ask of an issue besides; changes of it are no news (api/issues.md)."""

    upvotes: int = 0
    downvotes: int = 0
    #: comments of people, as GitLab counts them
    comments: int = 0
    #: merge requests that name the issue
    merge_requests: int = 0
    weight: int | None = None
    #: seconds
    estimate: int = 0
    #: seconds
    spent: int = 0
    #: checkboxes of the description
    tasks: int = 0
    tasks_done: int = 0
    closed_at: datetime | None = None
    #: ``on_track``, ``needs_attention`` or ``at_risk``
    health: str | None = None
    #: title
    iteration: str | None = None
    #: ``active`` or ``closed``, and the dates of the milestone
    milestone_state: str | None = None
    milestone_starts: date | None = None
    milestone_due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """One issue as one GET showed it."""

    ref: IssueRef
    #: global id of the issue
    id: int
    title: str
    #: Markdown as stored; GitLab's null is the empty string
    description: str = ""
    #: ``opened`` or ``closed``
    state: str = "opened"
    confidential: bool = False
    labels: frozenset[str] = frozenset()
    #: usernames in GitLab's order
    assignees: tuple[str, ...] = ()
    #: username of the author
    author: str = ""
    author_id: int | None = None
    due_date: date | None = None
    #: title of the milestone
    milestone: str | None = None
    locked: bool = False
    #: Issue, Incident, Task …
    type: str = "Issue"
    created_at: datetime | None = None
    updated_at: datetime | None = None
    web_url: str = ""
    figures: Figures = Figures()

    @property
    def is_open(self) -> bool:
        """Whether GitLab shows the issue as open."""
        return self.state == "opened"


@dataclass(frozen=True, slots=True)
class HistoryEvent:
    """One resource label or state event of GitLab (api/resource_label_events.md, api/resource_state_events.md)."""

    at: datetime
    #: username
    user: str
    #: ``add`` or ``remove`` for a label; ``closed`` or ``reopened`` for the state
    action: str
    #: name of the label; None for a state event or a label that was deleted since
    label: str | None = None


class Phase(StrEnum):
    """Where an issue stands towards its workflow."""

    #: never decided
    NEW = "new"
    #: required fields are missing (rules.md G13)
    NEEDS_INFO = "needs-info"
    #: suspected spam, an outsider's issue or a duplicate: waits for a member (rules.md G17, G18, ST-09, PC-07)
    SUSPENDED = "suspended"
    #: in the workflow
    ACTIVE = "active"


@dataclass(frozen=True, slots=True)
class LastingMessage:
    """A message that states a condition and is edited in place while the condition lasts."""

    note_id: int
    #: the whole text last written
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """When people were last heard of; Usher itself and other bots never count (rules.md, clocks)."""

    #: first comment of a member who is not the author (UTC)
    first_response: datetime | None = None
    #: last comment or change of any person (UTC)
    last_human: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """How far one clock of an issue is."""

    #: when it started this time (UTC)
    started_at: datetime
    #: what it started from: ``stage``, ``opened`` or ``field``
    source: str = "stage"
    #: the stage in which it ran last; empty for a workflow without stages
    stage: str = ""
    #: since when it runs (UTC); None while it stands still
    running_since: datetime | None = None
    #: time that passed before `running_since`
    spent: timedelta = timedelta()
    #: working time within `spent`
    worked: timedelta = timedelta()
    #: steps that are done
    done: frozenset[str] = frozenset()
    #: its condition has ended it
    ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaState:
    """Where an issue stands towards the quota of its workflow."""

    #: what tells its places apart, e.g. a month
    bucket: str
    #: ``taken``, ``waiting``, ``exempt``, or ``over``: in the stage of those with a place, without one
    state: str
    #: number of its place, the first is 1; 0 for none
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What Usher knows of an issue beyond what GitLab shows; replaced as a whole by each run."""

    #: the issue as the last run left it: its snapshot plus the changes that GitLab accepted
    seen: Snapshot | None = None
    workflow: str | None = None
    phase: Phase = Phase.NEW
    stage: str | None = None
    stage_since: datetime | None = None
    #: number of stage entries so far: what fires once per entry is keyed by it
    entries: int = 0
    #: the stage that a holding stage returns to (rules.md ST-08)
    held_from: str | None = None
    #: assignees that Usher chose; a person's own choice is never among them
    owners: tuple[str, ...] = ()
    #: values that the actions ``remember`` kept
    facts: Mapping[str, Any] = field(default_factory=dict)
    #: rows that the actions ``record`` kept, by ledger
    ledgers: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    #: lasting messages by key
    messages: Mapping[str, LastingMessage] = field(default_factory=dict)
    #: what was set by which rule, e.g. ``label:Topic::CI`` -> ``Route the topic``
    given: Mapping[str, str] = field(default_factory=dict)
    #: what a person took back, as ``rule|label:name``; the same rule does not set it again (design.md §6)
    reversed: frozenset[str] = frozenset()
    #: keys of what fires once
    fired: frozenset[str] = frozenset()
    #: issues opened for this one, by workflow: ``path#iid``
    opened: Mapping[str, str] = field(default_factory=dict)
    #: the issue for which this one was opened: ``path#iid``
    origin: str | None = None
    activity: Activity = Activity()
    #: clocks by name
    clocks: Mapping[str, ClockState] = field(default_factory=dict)
    quota: QuotaState | None = None
