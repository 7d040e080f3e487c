"""Builders for the tests of the store: deliveries, runs and records with everything a test does not care about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from automation.model.decision import Decision, Outcome
from automation.model.events import Event, EventKind
from automation.model.plan import Message, Plan, PostNote, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot
from automation.model.work import Delivery, EffectRecord, EffectState, Lease, Run, RunState, Source
from automation.runtime.store import IssueRecord, Store

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
LEASE_SECONDS = 30.0
PROJECT = "gitlab-com/marketing/community"
REF = IssueRef(PROJECT, 7)


def open_store(folder: Path) -> Store:
    """A store in a file of its own."""
    return Store.open(f"sqlite:///{folder / 'usher.db'}")


def delivery(key: str = "d1", work_key: str | None = str(REF), **values) -> Delivery:
    """A live delivery of GitLab for `work_key`, received at `NOW`."""
    common = {
        "source": Source.GITLAB,
        "project": work_key and work_key.partition("#")[0],
        "received_at": NOW,
        "header": "Issue Hook",
        "body": key.encode(errors="replace"),
    }
    return Delivery(key=key, work_key=work_key, **{**common, **values})


def claim(store: Store, now: datetime = NOW, key: str | None = None, worker: str = "host:1:1") -> Lease:
    """A lease that the test relies on getting."""
    lease = store.claim(worker, now, LEASE_SECONDS, key)
    assert lease is not None
    return lease


def snapshot(ref: IssueRef = REF, **values) -> Snapshot:
    """An open issue whose global id follows from its number."""
    return Snapshot(**{"ref": ref, "id": 1000 + ref.iid, "title": f"Story {ref.iid}", **values})


def record(ref: IssueRef = REF, **values) -> IssueRecord:
    """What a run leaves behind of `ref`, an issue of the workflow ``stories`` in the stage ``Drafting``."""
    common = {
        "snapshot": snapshot(ref),
        "memory": Memory(workflow="stories", stage="Drafting", stage_since=NOW),
        "workflow": "stories",
    }
    return IssueRecord(ref=ref, **{**common, **values})


def plan(ref: IssueRef = REF) -> Plan:
    """A label and a note."""
    note = PostNote(ref=ref, messages=(Message(key="hello", text="Thanks!"),))
    return Plan((UpdateIssue(ref=ref, add_labels=frozenset({"Story::Drafting"})), note))


def run(run_id: str = "R1", work_key: str = str(REF), **values) -> Run:
    """A run whose plan is stored and not yet written."""
    planned = plan()
    common = {
        "started_at": NOW,
        "state": RunState.APPLYING,
        "decision": Decision(
            outcome=Outcome.PROCESSED, plan=planned, matched=("Thank the author",), actor="itzikgb", memory=Memory()
        ),
        "events": (Event(id="d1", kind=EventKind.ISSUE, action="open", at=NOW, issue=REF),),
        "before": snapshot(),
        "effects": tuple(EffectRecord(index=index, effect=effect) for index, effect in enumerate(planned.effects)),
        "config_digest": "c0ffee",
        "lookups": {"access level of itzikgb": 30},
    }
    return Run(**{"id": run_id, "work_key": work_key, **common, **values})


def settled(effect: EffectRecord, state: EffectState = EffectState.DONE, **values) -> EffectRecord:
    """`effect` as GitLab took it."""
    return replace(effect, **{"state": state, "result": {"note_id": 5}, "at": NOW + SECOND, **values})


def ended(begun: Run, state: RunState = RunState.DONE, **values) -> Run:
    """`begun` with everything written."""
    effects = tuple(settled(effect) for effect in begun.effects)
    return replace(begun, **{"state": state, "finished_at": NOW + SECOND, "effects": effects, **values})


def complete(store: Store, begun: Run, issue: IssueRecord | None = None, now: datetime = NOW, **values) -> Run:
    """Claim the key of `begun`, carry it through to its end, and give it as it ended."""
    lease = claim(store, now, begun.work_key)
    store.begin_run(lease, begun, [item.id for item in store.waiting(lease)])
    done = ended(begun)
    store.finish_run(lease, done, **{"delivery_outcomes": {}, "issue": issue, "now": now, **values})
    return done


def begin(store: Store, begun: Run | None = None, *keys: str) -> tuple[Lease, Run]:
    """Receive deliveries, claim the key and begin a run on them; gives the lease and the run."""
    begun = begun or run()
    store.receive_many([delivery(key, begun.work_key) for key in keys or ("d1",)])
    lease = claim(store, key=begun.work_key)
    store.begin_run(lease, begun, [item.id for item in store.waiting(lease)])
    return lease, begun
