"""What the store keeps of sweeps: what was asked, how far it got, and what each policy found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from automation.model.refs import IssueRef


class SweepState(StrEnum):
    """How far a sweep got."""

    #: issues are listed and judged
    SCANNING = "scanning"
    #: what was found is handed in, to be written
    WRITING = "writing"
    #: the brake holds some policies; all else is handed in
    HELD = "held"
    DONE = "done"
    #: a person dropped what was left of it
    DROPPED = "dropped"
    #: GitLab gave no list of issues
    FAILED = "failed"


class PolicyState(StrEnum):
    """What may be done with what a policy found."""

    OPEN = "open"
    #: the brake holds it until a person says yes
    HELD = "held"
    #: a person, or the next sweep, dropped it
    DROPPED = "dropped"
    #: all of it is handed in
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRequest:
    """What a sweep is asked to do."""

    #: sorts by time
    id: str
    #: names of policies, and of rules with the trigger ``sweep``; ``*`` stands for anything
    policies: tuple[str, ...]
    #: keys of projects; empty for those of the policies
    projects: tuple[str, ...] = ()
    #: at most so many issues of each policy, besides the policy's own limit
    most: int | None = None
    #: who asked, e.g. the key of a run
    cause: str = ""
    started_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyTally:
    """One policy of a sweep in numbers."""

    policy: str
    state: PolicyState = PolicyState.OPEN
    #: issues in its projects, of the state that it selects
    population: int = 0
    #: issues that it selected
    selected: int = 0
    #: issues that it would change
    writes: int = 0
    #: issues that are beyond its limit, and left alone
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A sweep as it stands."""

    request: SweepRequest
    state: SweepState
    #: how it goes about it, JSON; None until that is known
    plan: str | None = None
    #: which listing of the plan it is at …
    listing: int = 0
    #: … and behind which page of it; the empty string for its beginning
    page: str = ""
    #: issues looked at so far
    looked: int = 0
    #: what went wrong for good, in one line
    error: str = ""
    #: what stops it for the moment, in one line
    trouble: str = ""
    #: tries of the present step that failed
    attempts: int = 0
    finished_at: datetime | None = None
    policies: tuple[PolicyTally, ...] = ()

    @property
    def id(self) -> str:
        """The identifier of its request."""
        return self.request.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One issue that one policy selected."""

    policy: str
    ref: IssueRef
    #: when the issue was opened (UTC), and its number in all of GitLab: the order of what is found
    created_at: datetime
    number: int
    #: what would be written, in words; empty where nothing would
    effects: tuple[str, ...] = ()
    #: why it was selected, in one line
    why: str = ""
    #: how many comments that makes
    notes: int = 0
    #: what a digest says of the issue; empty for a policy without one
    item: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanPage:
    """What one page of a listing brought, and where the next one begins."""

    finds: tuple[Find, ...]
    #: issues looked at
    looked: int
    #: issues selected, by policy; those that nothing is to be done about count too
    selected: Mapping[str, int] = field(default_factory=dict)
    listing: int
    page: str
    #: what went wrong, in one line; the empty string for nothing
    error: str = ""
