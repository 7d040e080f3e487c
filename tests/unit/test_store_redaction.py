from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from automation.model import wire
from automation.model.decision import Decision, Outcome, Reason, Seen, Verdict
from automation.model.events import Change, Event, EventKind, Note, User
from automation.model.plan import (
    EditNote,
    Invite,
    KeepNote,
    LinkIssue,
    Message,
    MoveIssue,
    Notify,
    OpenIssue,
    Plan,
    PostNote,
    React,
    RevokeInvitation,
    Send,
    UpdateIssue,
)
from automation.model.refs import IssueRef
from automation.model.snapshot import LastingMessage, Memory
from automation.model.work import EffectRecord, EffectState
from automation.runtime.store.redaction import run_without_texts
from tests.store_parts import REF, run, snapshot

SECRET = "sesame"
SECRET_SEEN = snapshot(title=SECRET, description=SECRET, confidential=True)
SAID = Message(key="hello", text=SECRET, attrs=(("of", SECRET),), mentions=("sa-emea",), source="Thanks")
SILENT = replace(SAID, text="", attrs=())


def bare_effect(effect):
    """What is kept of `effect`."""
    kept = run_without_texts(run(effects=(EffectRecord(index=0, effect=effect),)))
    return kept.effects[0].effect


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        pytest.param(
            UpdateIssue(ref=REF, add_labels=frozenset({"a"}), title=SECRET, description=SECRET, milestone="17.0"),
            UpdateIssue(ref=REF, add_labels=frozenset({"a"}), milestone="17.0"),
            id="labels and milestones are facts, titles and descriptions are texts",
        ),
        pytest.param(
            UpdateIssue(ref=REF, due_date=date(2026, 12, 4)), UpdateIssue(ref=REF, due_date=date(2026, 12, 4)), id="due"
        ),
        pytest.param(
            PostNote(ref=REF, messages=(SAID,), internal=True),
            PostNote(ref=REF, messages=(SILENT,), internal=True),
            id="who was told what kind of thing stays, the words go",
        ),
        pytest.param(
            KeepNote(ref=REF, message=SAID, note_id=4), KeepNote(ref=REF, message=SILENT, note_id=4), id="kept"
        ),
        pytest.param(
            OpenIssue(
                project="p",
                title=SECRET,
                description=SECRET,
                labels=frozenset({"a"}),
                memory=Memory(seen=SECRET_SEEN, workflow="cases"),
                announce={"email": SECRET},
                claims=frozenset({SECRET}),
            ),
            OpenIssue(
                project="p",
                title="",
                description="",
                labels=frozenset({"a"}),
                memory=Memory(seen=snapshot(title="", confidential=True), workflow="cases"),
            ),
            id="an issue that was opened",
        ),
        pytest.param(
            Invite(email=SECRET, access_level=30, group="g"), Invite(email="", access_level=30, group="g"), id="address"
        ),
        pytest.param(
            RevokeInvitation(email=SECRET, group="g"), RevokeInvitation(email="", group="g"), id="withdrawn invitation"
        ),
        pytest.param(
            EditNote(ref=REF, note_id=7, messages=(SAID,)),
            EditNote(ref=REF, note_id=7, messages=(SILENT,)),
            id="edited note",
        ),
        pytest.param(
            Notify(channel="team", title=SECRET, text=SECRET), Notify(channel="team", title="", text=""), id="channel"
        ),
        pytest.param(
            Send(name="ended", data={"email": SECRET}, workflows=("stories",), key="email", value=SECRET),
            Send(name="ended", data={}, workflows=("stories",), key="email"),
            id="message to another issue",
        ),
        pytest.param(
            LinkIssue(ref=REF, target=IssueRef("p", 1)), LinkIssue(ref=REF, target=IssueRef("p", 1)), id="link"
        ),
        pytest.param(React(ref=REF, emoji="tada"), React(ref=REF, emoji="tada"), id="emoji"),
        pytest.param(MoveIssue(ref=REF, to_project="p"), MoveIssue(ref=REF, to_project="p"), id="move"),
    ],
)
def test_effects_keep_their_facts(effect, expected):
    """Of each kind of effect what was done stays, and no word of a person or to a person."""
    assert bare_effect(effect) == expected


@pytest.mark.parametrize(
    ("inverse", "expected"),
    [
        pytest.param(
            UpdateIssue(ref=REF, remove_labels=frozenset({"a"})),
            UpdateIssue(ref=REF, remove_labels=frozenset({"a"})),
            id="labels can still be taken back",
        ),
        pytest.param(
            UpdateIssue(ref=REF, description=SECRET), None, id="a description would be overwritten by nothing"
        ),
        pytest.param(UpdateIssue(ref=REF, title=SECRET), None, id="so would a title"),
        pytest.param(KeepNote(ref=REF, message=SAID, note_id=4), None, id="and a lasting message"),
        pytest.param(None, None, id="nothing took it back before"),
    ],
)
def test_undo_never_overwrites_with_nothing(inverse, expected):
    """An effect whose text is gone can be undone no more, all others can."""
    effect = EffectRecord(index=0, effect=React(ref=REF, emoji="tada"), inverse=inverse)

    assert run_without_texts(run(effects=(effect,))).effects[0].inverse == expected


def test_events_keep_who_did_what_when():
    """Of an event the kind, the actor, the labels and the moves stay; notes, fields and texts go."""
    event = Event(
        id="d1",
        kind=EventKind.NOTE,
        action="create",
        at=datetime(2026, 12, 1, tzinfo=UTC),
        issue=REF,
        actor=User("sa-emea", 4, "sa-emea"),
        labels=frozenset({"a"}),
        changes={"title": Change(SECRET, SECRET), "description": Change(SECRET, SECRET), "weight": Change(1, 2)},
        note=Note(9, SECRET),
        data={"Nominee email": SECRET},
    )

    assert run_without_texts(run(events=(event,))).events == (
        replace(event, changes={"weight": Change(1, 2)}, note=Note(9, ""), data={}),
    )


def test_results_lose_the_issue_s_words():
    """What GitLab answered keeps its numbers."""
    result = {"iid": 4, "title": SECRET, "description": SECRET}
    effect = EffectRecord(index=0, effect=React(ref=REF, emoji="tada"), state=EffectState.DONE, result=result)

    assert run_without_texts(run(effects=(effect,))).effects[0].result == {"iid": 4}


SEEN = Seen(part="fields['Region'] == 'APAC'", held=1, parts=2, values=(("fields['Region']", SECRET),))
BARE = replace(SEEN, values=())
REASONS = (Reason("Gate", Verdict.NO, SECRET, (Reason("Role", Verdict.YES, SECRET, seen=SEEN),), SEEN),)


@pytest.mark.parametrize(
    ("values", "is_secret"),
    [
        pytest.param({"before": snapshot()}, False, id="an issue that everybody may read"),
        pytest.param({"before": snapshot(confidential=True)}, True, id="a confidential issue"),
        pytest.param({"memory_before": Memory(seen=snapshot(confidential=True))}, True, id="one that was confidential"),
        pytest.param({"before": None}, True, id="a form, of which nobody knows who may read it"),
    ],
)
def test_explanation_of_what_is_confidential_quotes_nothing(values, is_secret):
    """The explanation stays without what conditions saw; where not everybody may read the issue, no value is left.

    What was told to reports goes in any case: it has values of fields, and lies in the history by then.
    """
    decision = Decision(
        outcome=Outcome.PROCESSED,
        reasons=REASONS,
        keys={"email": "x"},
        claims=frozenset({"x"}),
        facts={"a": 1},
        actor="sa-emea",
    )
    bare = (Reason("Gate", Verdict.NO, "", (Reason("Role", Verdict.YES, seen=BARE),), BARE),)

    kept = run_without_texts(run(decision=decision, **values)).decision

    silent = replace(decision, reasons=bare, keys={}, claims=frozenset(), facts={})
    told = (Reason("Gate", Verdict.NO, SECRET, (Reason("Role", Verdict.YES, SECRET, seen=BARE),), BARE),)
    assert kept == (silent if is_secret else replace(decision, reasons=told, facts={}))


def test_nothing_of_a_confidential_issue_is_left():
    """Wherever a run holds a word of a confidential issue, it is gone."""
    memory = Memory(seen=SECRET_SEEN, messages={"needs-info": LastingMessage(4, SECRET)})
    update = UpdateIssue(ref=REF, description=SECRET)
    full = run(
        before=SECRET_SEEN,
        memory_before=memory,
        decision=Decision(outcome=Outcome.PROCESSED, plan=Plan((update,)), reasons=REASONS, memory=memory),
        events=(Event(id="d1", kind=EventKind.NOTE, action="create", at=run().started_at, note=Note(9, SECRET)),),
        effects=(EffectRecord(index=0, effect=update, inverse=update),),
        lookups={f"holder of {SECRET}": None},
    )

    assert SECRET not in wire.dump_text(run_without_texts(full))


def test_clearing_twice_is_clearing_once():
    """A run that was cleared stays as it is."""
    once = run_without_texts(run(before=SECRET_SEEN))

    assert run_without_texts(once) == once
