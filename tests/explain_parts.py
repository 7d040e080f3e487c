"""What a story lived through, kept in a store as the engine keeps it."""

from __future__ import annotations

from datetime import timedelta

from automation.model.events import Event, EventKind, Note
from automation.model.refs import IssueRef
from automation.model.work import EffectRecord, Run, RunState
from automation.runtime.store import IssueRecord, Store
from tests.play import Play
from tests.small import LEAD, PATH, compiled, fresh, rule, workflow
from tests.store_parts import complete, delivery

REF = IssueRef(PATH, 1)
#: a move with a gate, owners by region, and a rule of which two of three parts hold
PROGRAM = workflow(
    moves="""[{from: New, to: Doing, by: advocacy, gate: ready, if: "fields['Region'] == 'APAC'", else: Not there}]""",
    owner="""{role: channel-sa, where: "person.region == fields['Region']"}""",
) + rule("- lock: true", when="issue.is_open and actor.username == 'nicole.smith' and stage == 'Done'")


def lived(store: Store, program: str = PROGRAM) -> Play:
    """Keep the runs of a story, an hour apart: opened (R1), commented by Nicole Smith (R2), a move refused (R3)."""
    play = fresh(compiled(program))
    _take(store, play, "R1", play.event(EventKind.ISSUE, "open", play.snapshot.author))
    play.now += timedelta(hours=1)
    _take(store, play, "R2", play.event(EventKind.NOTE, "create", LEAD.username, note=Note(5, "Go.")))
    play.now += timedelta(hours=1)
    _take(store, play, "R3", play.change(LEAD.username, add=["Story::Doing"], remove=["Story::New"]))
    return play


def _take(store: Store, play: Play, run_id: str, event: Event) -> None:
    """Decide on `event`, and keep the run with what it leaves."""
    before, memory = play.snapshot, play.memory
    decision = play.decide(event)
    effects = tuple(EffectRecord(index=index, effect=effect) for index, effect in enumerate(decision.plan.effects))
    begun = Run(
        id=run_id,
        work_key=str(REF),
        started_at=play.now,
        state=RunState.APPLYING,
        decision=decision,
        events=(event,),
        before=before,
        memory_before=memory,
        effects=effects,
        config_digest=play.rules.digest,
    )
    left = IssueRecord(ref=REF, snapshot=play.snapshot, memory=play.memory, workflow="story")
    store.receive(delivery(run_id, str(REF)))
    complete(store, begun, left, play.now)
