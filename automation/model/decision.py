"""A plan with the reasons that led to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from automation.model.plan import Plan
from automation.model.snapshot import Memory


class Outcome(StrEnum):
    """What became of a delivery."""

    PROCESSED = "processed"
    DUPLICATE = "duplicate"
    OWN_EVENT = "own_event"
    STALE = "stale"
    SKIPPED = "skipped"
    NO_PROGRAM = "no_program"
    UNMANAGED_PROJECT = "unmanaged_project"
    UNSUPPORTED_EVENT = "unsupported_event"
    UNAUTHORIZED = "unauthorized"
    BAD_REQUEST = "bad_request"
    #: the issue is not there any more, or not for us
    GONE = "gone"


class Verdict(StrEnum):
    """How a step of the explanation came out."""

    #: it held, or was done
    YES = "yes"
    #: it did not hold, or was refused
    NO = "no"
    #: it was not looked at
    SKIPPED = "skipped"
    #: it could not be evaluated; never the same as NO
    ERROR = "error"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen when a condition was judged: of one that does not hold, its first part that does not."""

    #: that part as written; the empty string where the condition holds
    part: str
    #: how many parts held before it, of how many that ``and`` joins
    held: int
    parts: int
    #: names used in that part, or in a condition that holds, each with its value in words; may quote the issue
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Reason:
    """One node of the explanation: what was asked, how it came out, in words that a program manager reads."""

    title: str
    verdict: Verdict
    #: the values seen, the condition, the remedy
    detail: str = ""
    children: tuple[Reason, ...] = ()
    #: where a condition was judged
    seen: Seen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The answer of the pure core for one issue and one batch of events."""

    outcome: Outcome
    #: outcome of each event of the batch, by event id
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)
    reasons: tuple[Reason, ...] = ()
    #: what Usher will know of the issue once the plan is written; None leaves what is stored
    memory: Memory | None = None
    #: normalised values by key name, for look-ups across issues
    keys: Mapping[str, str] = field(default_factory=dict)
    #: when to look again without an event (UTC)
    wake_at: datetime | None = None
    #: values to hold in the index of the workflow, each of which one issue has at most; what else was held is free
    claims: frozenset[str] = frozenset()
    #: names of the rules that matched, for metrics and pages
    matched: tuple[str, ...] = ()
    #: names of the rules that were considered and did not match
    unmatched: tuple[str, ...] = ()
    #: who acted, as established (rules.md G05)
    actor: str | None = None
    #: what reports will want: the stages entered, in order (`entered`), and the fields that are kept (`fields`)
    facts: Mapping[str, Any] = field(default_factory=dict)
