"""The issue as GitLab has it now, and what Usher remembers of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from automation.model.refs import IssueRef


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
