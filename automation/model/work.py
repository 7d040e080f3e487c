"""What the engine moves about: deliveries, work, leases, runs and the state of their effects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

from automation.model.decision import Decision
from automation.model.events import Event
from automation.model.plan import Effect
from automation.model.snapshot import Memory, Snapshot


class Priority(IntEnum):
    """Lower goes first: live events before timers, timers before sweeps (design.md §5)."""

    LIVE = 0
    TIMER = 10
    SWEEP = 20


class Source(StrEnum):
    """Who handed a delivery in."""

    GITLAB = "gitlab"
    INTAKE = "intake"
    #: a run, a timer or a person of ours
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One request as received, or one internal event in the same form."""

    #: unique: Idempotency-Key, else hash of header and body; ``message:<run>:<n>`` for internal ones
    key: str
    source: Source
    #: work it belongs to: ``path#iid``, ``intake:<workflow>``, ``schedule:<name>``; None for what no work follows from
    work_key: str | None
    #: project whose fair share it counts to
    project: str | None
    received_at: datetime
    #: GitLab's X-Gitlab-Event, or ``Usher Intake`` / ``Usher Event``
    header: str
    #: raw bytes; for internal events the JSON of the event
    body: bytes
    priority: Priority = Priority.LIVE
    #: outcome where it is already known at the door (unsupported, unmanaged); such a delivery waits for nobody
    outcome: str | None = None


class Receipt(StrEnum):
    """What the store says to a delivery."""

    STORED = "stored"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one key until `until`; every commit names the fence."""

    work_key: str
    worker: str
    fence: int
    until: datetime
    #: tries of the present batch that ended in a retry
    attempts: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery that waits, with the event in it."""

    delivery_id: int
    event: Event


class EffectState(StrEnum):
    """How far one effect got."""

    PLANNED = "planned"
    DONE = "done"
    FAILED = "failed"
    #: found done already when looked for after a crash, or there was nothing left to do
    FOUND = "found"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRecord:
    """One effect of a run with what came of it."""

    index: int
    effect: Effect
    state: EffectState = EffectState.PLANNED
    #: what GitLab answered: note_id, iid, project, dropped assignees …
    result: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    #: the effect that takes it back; None where nothing can
    inverse: Effect | None = None
    at: datetime | None = None


class RunState(StrEnum):
    """How far a run got."""

    #: its plan is stored, effects are being written
    APPLYING = "applying"
    #: everything was written, or refused for good and said so
    DONE = "done"
    #: given up after too many tries; a person can run it again
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One batch of events of one work key taken from events to recorded plan: the unit of audit, replay and undo."""

    id: str
    work_key: str
    started_at: datetime
    state: RunState
    decision: Decision
    events: tuple[Event, ...]
    #: the issue before the run
    before: Snapshot | None = None
    memory_before: Memory = field(default_factory=Memory)
    effects: tuple[EffectRecord, ...] = ()
    #: digest of the configuration that decided
    config_digest: str = ""
    #: look-ups asked and their answers, so that a replay decides alike
    lookups: dict[str, Any] = field(default_factory=dict)
    finished_at: datetime | None = None
    error: str = ""
