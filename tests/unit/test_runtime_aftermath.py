"""`automation.runtime.aftermath`, `newborn` and `messages`: what follows from a run whose effects are written."""

from dataclasses import replace
from datetime import date

import pytest

from automation.decide.build import lasting_body
from automation.model import wire
from automation.model.decision import Decision, Outcome
from automation.model.events import Event, EventKind
from automation.model.plan import KeepNote, Message, MoveIssue, Notify, OpenIssue, PostNote, Send, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import LastingMessage, Memory, Snapshot
from automation.model.work import EffectRecord, EffectState, Run, RunState
from automation.runtime.aftermath import gone_record, own_records
from automation.runtime.messages import messages, targets
from automation.runtime.newborn import opened_records
from automation.runtime.store import IssueRecord
from tests.engine_parts import NOW, OTHER, PROJECT, REF, delivery, event, memory, snapshot

BEFORE = snapshot(
    labels=frozenset({"Champion::Nominated"}), assignees=("champions-manager",), due_date=date(2027, 1, 15)
)
WISHED = replace(
    BEFORE,
    labels=frozenset({"Champion::In Review", "Partner Champions"}),
    assignees=("ecosystem-emea", "sa-emea"),
    state="closed",
    confidential=True,
    due_date=None,
    title="Champion nomination (EMEA)",
)
UPDATE = UpdateIssue(
    ref=REF,
    add_labels=frozenset({"Champion::In Review", "Partner Champions"}),
    remove_labels=frozenset({"Champion::Nominated"}),
    assignees=("ecosystem-emea", "sa-emea"),
    state_event="close",
    confidential=True,
    due_date=None,
    title="Champion nomination (EMEA)",
)
SHOWN = {
    "labels": ["Champion::In Review", "Partner Champions"],
    "assignees": ["ecosystem-emea", "sa-emea"],
    "state": "closed",
    "confidential": True,
    "due_date": None,
    "milestone": None,
    "locked": False,
}
CASE = OpenIssue(
    project=PROJECT,
    title="Partner support case",
    description="- **Region:** EMEA",
    labels=frozenset({"Partner Support"}),
    assignees=("ecosystem-emea",),
    due_date=date(2027, 1, 25),
    memory=Memory(workflow="support-case", origin=str(REF)),
    announce={"stage": "Nominated"},
    claims=frozenset({"case of a@example.com"}),
)
URL = "https://gitlab.example/8"
OPENED = {"project": PROJECT, "iid": 8, "id": 1008, "web_url": URL, "labels": ["Partner Support"]}
LASTING = Message(key="needs-info", text="The region is missing.")


def record(effect, index=0, state=EffectState.DONE, **parts):
    """One settled effect."""
    return EffectRecord(index=index, effect=effect, state=state, at=NOW, **parts)


def run(*records, **parts):
    """A run with these effects; `parts` replace parts of its decision."""
    usual = {"outcome": Outcome.PROCESSED, "memory": memory(seen=WISHED, stage="In Review")}
    return Run(
        id="run-1",
        work_key=str(REF),
        started_at=NOW,
        state=RunState.APPLYING,
        decision=Decision(**{**usual, **parts}),
        events=(event(),),
        before=BEFORE,
        effects=records,
    )


def seen(*records) -> Snapshot:
    """The issue as the run with these effects leaves it."""
    (found,) = own_records(run(*records))
    assert found.memory.seen == found.snapshot
    return found.snapshot


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        pytest.param(SHOWN, {}, id="everything was taken over"),
        pytest.param({}, {}, id="the answer says nothing: as wished"),
        pytest.param(SHOWN | {"assignees": ["sa-emea"]}, {"assignees": ("sa-emea",)}, id="a dropped assignee"),
        pytest.param(
            SHOWN | {"labels": ["Champion::In Review"]},
            {"labels": frozenset({"Champion::In Review"})},
            id="a label that was not added",
        ),
        pytest.param(
            SHOWN | {"labels": ["Champion::In Review", "Champion::Nominated", "Partner Champions"]},
            {"labels": frozenset({"Champion::In Review", "Champion::Nominated", "Partner Champions"})},
            id="a label that was not removed",
        ),
        pytest.param(
            SHOWN | {"labels": [*SHOWN["labels"], "Region-EMEA"]},
            {},
            id="a label that a person added meanwhile is still news",
        ),
        pytest.param(SHOWN | {"state": "opened"}, {"state": "opened"}, id="still open"),
        pytest.param(SHOWN | {"confidential": False}, {"confidential": False}, id="still public"),
        pytest.param(SHOWN | {"due_date": "2027-01-15"}, {"due_date": date(2027, 1, 15)}, id="the date stayed"),
        pytest.param(SHOWN | {"milestone": "FY27-Q4", "locked": True}, {}, id="what was not touched is not looked at"),
    ],
)
def test_what_gitlab_did_not_take_over_is_not_believed(shown, expected):
    """The issue is remembered as wished for, save where GitLab's answer to the effect says otherwise."""
    assert seen(record(UPDATE, result=shown)) == replace(WISHED, **expected)


def test_a_refused_change_leaves_what_is_stored():
    """Where GitLab refused the change, memory must not be ahead of it: nothing of the decision is remembered."""
    assert own_records(run(record(UPDATE, state=EffectState.FAILED, error="422"))) == ()


def test_a_change_of_another_issue_is_not_ours():
    """What an effect does to another issue says nothing of this one."""
    elsewhere = replace(UPDATE, ref=OTHER)

    assert seen(record(elsewhere, state=EffectState.FAILED)) == WISHED


def test_a_run_leaves_its_decision_behind():
    """Memory, keys, claim and next wake-up are those of the decision."""
    told = {"keys": {"email": "a@example.com"}, "claims": frozenset({"a@example.com"}), "wake_at": NOW}

    assert own_records(run(**told)) == (
        IssueRecord(
            ref=REF,
            snapshot=WISHED,
            memory=memory(seen=WISHED, stage="In Review"),
            workflow="champion-nomination",
            **told,
        ),
    )


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param({"memory": None}, id="the decision says so"),
        pytest.param({"memory": None, "outcome": Outcome.NO_PROGRAM}, id="no program"),
    ],
)
def test_a_decision_without_memory_leaves_what_is_stored(parts):
    """Nothing is kept of an issue that no decision remembers."""
    assert own_records(run(**parts)) == ()


def test_answers_that_only_gitlab_knows_are_remembered():
    """Numbers of opened issues and of lasting notes are found again by the next run."""
    (kept,) = own_records(
        run(
            record(KeepNote(ref=REF, message=LASTING), 0, result={"note_id": 41}),
            record(CASE, 1, EffectState.FOUND, result=OPENED),
        )
    )

    assert (kept.memory.messages, kept.memory.opened) == (
        {"needs-info": LastingMessage(41, lasting_body(LASTING))},
        {"support-case": f"{PROJECT}#8"},
    )


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(record(CASE, state=EffectState.FAILED), id="an issue that could not be opened"),
        pytest.param(record(replace(CASE, memory=Memory()), result=OPENED), id="an issue of no workflow"),
        pytest.param(record(KeepNote(ref=REF, message=LASTING)), id="a note of which GitLab kept no text"),
        pytest.param(record(PostNote(ref=REF, messages=(LASTING,)), result={"note_id": 9}), id="a note posted anew"),
    ],
)
def test_other_effects_are_not_remembered(record):
    """Only what will be looked for again is kept."""
    (kept,) = own_records(run(record))

    assert (kept.memory.messages, kept.memory.opened) == ({}, {})


def test_a_moved_issue_is_known_where_it_is_now():
    """The new reference takes over everything; the old one is closed and holds nothing."""
    moved = record(MoveIssue(ref=REF, to_project="a/b"), result={"project": "a/b", "iid": 3})

    here, there = own_records(run(moved, keys={"email": "x"}, claims=frozenset({"x"}), wake_at=NOW))

    new = IssueRef("a/b", 3)
    assert (here.ref, here.snapshot, here.keys, here.claims, here.wake_at) == (
        new,
        replace(WISHED, ref=new),
        {"email": "x"},
        {"x"},
        NOW,
    )
    assert there == gone_record(WISHED, run().decision.memory)


def test_an_issue_that_is_gone_holds_nothing():
    """It counts as closed, is found by no key, claims nothing and is never woken."""
    closed = replace(BEFORE, state="closed")

    assert gone_record(BEFORE, memory(seen=BEFORE)) == IssueRecord(
        ref=REF, snapshot=closed, memory=memory(seen=closed), workflow="champion-nomination"
    )


def test_an_opened_issue_is_known_at_once():
    """What GitLab answered, and what was asked for where it is silent, is kept with keys and claim."""
    ended = run(record(CASE, 2, result=OPENED | {"assignees": []}))

    found = opened_records(ended, "usher-bot", lambda workflow, issue: {workflow: issue.title})

    issue = Snapshot(
        ref=OTHER,
        id=1008,
        title="Partner support case",
        description="- **Region:** EMEA\n\n<!-- usher:run-1:2 -->",
        labels=frozenset({"Partner Support"}),
        assignees=(),
        author="usher-bot",
        due_date=date(2027, 1, 25),
        created_at=NOW,
        updated_at=NOW,
        web_url=URL,
    )
    assert found == (
        IssueRecord(
            ref=OTHER,
            snapshot=issue,
            memory=replace(CASE.memory, seen=issue),
            workflow="support-case",
            keys={"support-case": "Partner support case"},
            claims=frozenset({"case of a@example.com"}),
            newborn=True,
        ),
    )


def test_an_issue_that_was_not_opened_is_not_known():
    """A refused opening leaves nothing behind, neither a record nor a message."""
    refused = run(record(CASE, state=EffectState.FAILED))

    assert (opened_records(refused, "usher-bot", lambda *_: {}), messages(refused, NOW)) == ((), ())


def message(index, ref, name, data):
    """The delivery of a message of run-1."""
    said = Event(
        id=f"message:run-1:{index}:{ref}",
        kind=EventKind.MESSAGE,
        action=name,
        at=NOW,
        issue=ref,
        project=ref.project,
        data=data,
        cause="run-1",
    )
    return delivery(said)


def test_messages_of_a_run_are_deliveries_to_the_other_issues():
    """What was sent, and `opened` to a new issue that wants it, is handed in under the other issue's key."""
    ended = run(
        record(Send(name="nomination-ended", data={"stage": "Declined"}), 0, result={"to": [str(OTHER), "a/b#2"]}),
        record(CASE, 1, result=OPENED),
        record(replace(CASE, announce=None), 2, result=OPENED | {"iid": 9}),
        record(Notify(channel="champions", title="t", text="x"), 3),
        record(Send(name="lost", data={}), 4, EffectState.FAILED),
    )

    assert messages(ended, NOW) == (
        message(0, OTHER, "nomination-ended", {"stage": "Declined"}),
        message(0, IssueRef("a/b", 2), "nomination-ended", {"stage": "Declined"}),
        message(1, OTHER, "opened", {"stage": "Nominated"}),
    )


def test_messages_come_back_from_their_deliveries():
    """The body of a message is the event that the other issue's run will see."""
    (sent,) = messages(run(record(CASE, result=OPENED)), NOW)

    assert wire.load_text(Event, sent.body).data == {"stage": "Nominated"}


class Index:
    """Knows three stories of one account, one of them in two workflows."""

    def related(self, workflow, key, value, *, open_only):
        """The stories of the account."""
        assert (key, value, open_only) == ("account", "helios", True)
        return {"customer-story": ("a#1", "a#2"), "earnings-ref": ("a#2", "a#3")}[workflow]


@pytest.mark.parametrize(
    ("send", "expected"),
    [
        pytest.param(Send(name="n", data={}, to=OTHER), [str(OTHER)], id="one issue"),
        pytest.param(
            Send(name="n", data={}, workflows=("customer-story", "earnings-ref"), key="account", value="helios"),
            ["a#1", "a#2", "a#3"],
            id="open issues with the value, each once",
        ),
    ],
)
def test_a_message_is_meant_for_one_or_for_all_with_a_value(send, expected):
    """The targets of a message are found when it is written, and stored with it."""
    assert targets(send, Index()) == expected
