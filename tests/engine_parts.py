"""A worker on a real store, a GitLab in memory and a core that answers as the test says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from automation.decide.batch import Batch
from automation.decide.lookups import LookUps
from automation.model import wire
from automation.model.decision import Decision, Outcome
from automation.model.events import Event, EventKind, User
from automation.model.plan import Effect, Plan
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot
from automation.model.work import Delivery, Priority, Source
from automation.runtime.applying import Applier
from automation.runtime.decider import Decider
from automation.runtime.deciding import Deciding
from automation.runtime.finishing import Finishing
from automation.runtime.identity import Identity
from automation.runtime.metrics import Metrics
from automation.runtime.pulse import Pulse
from automation.runtime.store import Store
from automation.runtime.worker import Worker
from tests.fakes_gitlab import FakeGitLab

NOW = datetime(2027, 1, 11, 9, 15, tzinfo=UTC)
PROJECT = "gitlab-com/channel/partner-champions-ops"
REF = IssueRef(PROJECT, 7)
OTHER = IssueRef(PROJECT, 8)
MANAGER = User("champions-manager", 5)


def snapshot(ref: IssueRef = REF, **parts: Any) -> Snapshot:
    """An open issue; `parts` replace fields."""
    usual: dict[str, Any] = {"title": "Champion nomination", "author": MANAGER.username, "created_at": NOW}
    return Snapshot(ref=ref, id=700 + ref.iid, **{**usual, **parts})


def event(key: str = "k-1", *, ref: IssueRef = REF, **parts: Any) -> Event:
    """An update of the issue by a person; `parts` replace fields."""
    usual: dict[str, Any] = {"kind": EventKind.ISSUE, "action": "update", "at": NOW, "actor": MANAGER}
    return Event(id=key, issue=ref, project=ref.project, **{**usual, **parts})


def delivery(happened: Event, **parts: Any) -> Delivery:
    """`happened` as it is handed in."""
    usual: dict[str, Any] = {
        "key": happened.id,
        "source": Source.INTERNAL,
        "work_key": str(happened.issue),
        "project": happened.project,
        "received_at": happened.at,
        "header": "Usher Event",
        "body": wire.dump_text(happened).encode(),
        "priority": Priority.LIVE,
    }
    return Delivery(**{**usual, **parts})


@dataclass
class Clock:
    """Time that moves when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The present instant."""
        return self.now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.now += timedelta(seconds=seconds)


@dataclass
class Core:
    """A core that plans the effects the test names, in turn, and remembers what it was asked."""

    #: effects of each decision in turn; nothing is planned afterwards
    plans: list[tuple[Effect, ...]] = field(default_factory=list)
    #: changes to every decision
    parts: dict[str, Any] = field(default_factory=dict)
    batches: list[Batch] = field(default_factory=list)
    #: called with each batch and the look-ups
    on_decide: Callable[[Batch, LookUps], object] = lambda _batch, _ask: None

    def decide(self, batch: Batch, _rules: Any, ask: LookUps, _now: datetime) -> Decision:
        """The next plan; the memory has seen the issue as it was read."""
        self.batches.append(batch)
        self.on_decide(batch, ask)
        effects = self.plans.pop(0) if self.plans else ()
        memory = None if batch.snapshot is None else replace(batch.memory, seen=batch.snapshot)
        decided = Decision(
            outcome=Outcome.PROCESSED,
            outcomes={item.id: Outcome.PROCESSED for item in batch.events},
            plan=Plan(effects),
            memory=memory,
        )
        return replace(decided, **self.parts)

    def decider(self, *, history: bool = False) -> Decider:
        """This core as the engine calls it."""
        return Decider(
            decide=self.decide,
            needs_snapshot=lambda events, _rules, _bot: any(item.kind is not EventKind.INTAKE for item in events),
            needs_history=lambda _batch: history,
            index_keys=lambda _rules, workflow, issue: {"title": issue.title} if workflow else {},
        )


@dataclass
class Notes:
    """Channels that remember what they were told."""

    told: list[tuple[str, str, str]] = field(default_factory=list)
    fault: Exception | None = None

    def notify(self, channel: str, title: str, text: str) -> None:
        """Take the message, or raise the fault."""
        if self.fault is not None:
            raise self.fault
        self.told.append((channel, title, text))


@dataclass
class Engine:
    """The worker with everything around it."""

    store: Store
    gitlab: FakeGitLab
    core: Core
    clock: Clock
    worker: Worker
    notes: Notes
    #: keys and priorities that a look was called for
    woken: list[tuple[str, int]]

    def receive(self, *events: Event) -> None:
        """Hand `events` in."""
        for happened in events:
            self.store.receive(delivery(happened))

    def outcomes(self) -> dict[str, str]:
        """State, and outcome where there is one, of every delivery by key."""
        rows = self.store._db.read(lambda db: db.exec_driver_sql("select key, state, outcome from inbox").all())
        return {row.key: row.outcome or row.state for row in rows}

    def work(self) -> dict[str, tuple[str, int, str]]:
        """State, attempts and error of every key on the work list."""
        rows = self.store._db.read(lambda db: db.exec_driver_sql("select key, state, attempts, error from work").all())
        return {row.key: (row.state, row.attempts, row.error) for row in rows}


@contextmanager
def engine(
    path: Path, *, history: bool = False, name: str = "worker", gitlab: FakeGitLab | None = None, now: datetime = NOW
) -> Iterator[Engine]:
    """An engine on the database in the folder `path`; unless another one is given its GitLab has the issue `REF`."""
    gitlab = FakeGitLab({REF: snapshot()}) if gitlab is None else gitlab
    core, clock, notes, metrics = Core(), Clock(now), Notes(), Metrics()
    rules: Any = SimpleNamespace(digest="digest", config=SimpleNamespace(channels={}), rule_names=lambda: ("Hot",))
    identity, decider, numbers = Identity(gitlab), core.decider(history=history), count(1)
    woken: list[tuple[str, int]] = []
    with Store.open(f"sqlite:///{path / 'usher.db'}") as store:
        worker = Worker(
            name=name,
            store=store,
            deciding=Deciding(
                store=store,
                gitlab=gitlab,
                rules=lambda: cast("Any", rules),
                bot=identity.user,
                decider=decider,
                new_id=lambda _now: f"{name}-run-{next(numbers)}",
            ),
            applier=Applier(store, gitlab, notes, clock),
            finishing=Finishing(
                store=store, rules=lambda: cast("Any", rules), bot=identity.user, decider=decider, metrics=metrics
            ),
            metrics=metrics,
            pulse=Pulse(clock),
            clock=clock,
            wake=lambda key, priority: woken.append((key, priority)),
            lease_seconds=60,
            jitter=lambda: 1.0,
        )
        yield Engine(store=store, gitlab=gitlab, core=core, clock=clock, worker=worker, notes=notes, woken=woken)


def memory(**parts: Any) -> Memory:
    """A memory of the nomination."""
    return Memory(workflow="champion-nomination", **parts)
