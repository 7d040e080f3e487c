"""What happened, normalised: the same shape for a delivery, an intake, a timer and a message between issues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from automation.model.refs import IssueRef


class EventKind(StrEnum):
    """Where an event comes from and what it is about."""

    ISSUE = "issue"
    NOTE = "note"
    EMOJI = "emoji"
    MILESTONE = "milestone"
    MEMBER = "member"
    #: a signed form asks for a new issue of a workflow
    INTAKE = "intake"
    #: one issue's run tells another issue something (design.md §2, one writer per issue)
    MESSAGE = "message"
    #: an instant that the last run of the issue asked to be woken at
    TIMER = "timer"
    #: a schedule comes round; the action is its name
    SCHEDULE = "schedule"
    #: a person asks for a fresh look (command line or dashboard)
    LOOK = "look"
    #: a sweep selected the issue; the action is the name of the policy, or of the rule with the trigger ``sweep``
    SWEEP = "sweep"
    #: a person asks that what a run did is taken back; the action is the run, the data what it wrote
    UNDO = "undo"
    #: a sweep is over, and a policy lists what it selected; the action is its name
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Change:
    """One field's way from `previous` to `current`, as GitLab's ``changes`` says; labels are frozensets of names."""

    previous: Any
    current: Any


@dataclass(frozen=True, slots=True)
class User:
    """Somebody in GitLab."""

    username: str
    id: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A comment that a person wrote."""

    id: int
    body: str
    internal: bool = False
    #: when it was written (UTC), as GitLab says
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened; a reason to look, not a truth (design.md §2)."""

    #: unique key of the delivery or of the internal event
    id: str
    kind: EventKind
    #: GitLab's action (open, update, close, award …), name of a message or schedule, or workflow of an intake
    action: str
    #: when we received it (UTC)
    at: datetime
    issue: IssueRef | None = None
    #: full path of the project, where there is one
    project: str | None = None
    #: who did it, as the payload says; believed only if the issue shows the same (rules.md G05)
    actor: User | None = None
    #: all labels of the issue as the payload has them; None where the payload has no issue
    labels: frozenset[str] | None = None
    #: open or closed as the payload has it; None where the payload has no issue
    state: str | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    note: Note | None = None
    #: fields of an intake, data of a message, facts of a member or emoji event
    data: Mapping[str, Any] = field(default_factory=dict)
    #: run that sent a message
    cause: str | None = None

    @property
    def name(self) -> str:
        """How rules and explanations call it, e.g. ``issue.update``."""
        return f"{self.kind}.{self.action}"
