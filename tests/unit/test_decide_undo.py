"""Taking back what a run did: part by part, where nobody has touched it since, and remembered as a reversal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from automation.decide.undo_words import asking
from automation.gitlab.comparing import shown
from automation.gitlab.inverse import inverse
from automation.model.decision import Verdict
from automation.model.events import EventKind
from automation.model.plan import (
    EditNote,
    Effect,
    Invite,
    KeepNote,
    LinkIssue,
    Message,
    MoveIssue,
    Notify,
    OpenIssue,
    PostNote,
    React,
    RevokeInvitation,
    Send,
    StartSweep,
    UpdateIssue,
)
from automation.model.snapshot import Activity, LastingMessage, Phase
from automation.model.work import EffectRecord, EffectState
from tests.play import Play, applied
from tests.small import compiled, rule, under_way, workflow

STEVE, SALES = "steve.george", "april.marks"
RUN = "01KFB7G5M0Q3ZJ4W8T2YVN6XCR"
REF = under_way(compiled(workflow())).snapshot.ref
NOTE = Message(key="hello", text="Hello.")
INVITE = Invite(email="partner-emea-1@example.com", access_level=30, group="gitlab-partners-public/gitlab-champions")
WITHDRAWN = RevokeInvitation(email=INVITE.email, group=INVITE.group)
HEADING = f"**Taken back** at the request of {STEVE} (run {RUN}). What this note said:"


def undo(play: Play, *records: EffectRecord) -> list[tuple[str, bool, str]]:
    """Ask on `play` that `records` are taken back; gives what became of each part."""
    play.decide(
        play.event(EventKind.UNDO, RUN, None, labels=None, state=None, data=asking(STEVE, records)),
    )
    (found,) = [reason for reason in play.last.reasons if reason.title == f"Undo of run {RUN}"]
    return [(part.title, part.verdict is Verdict.YES, part.detail) for part in found.children]


def wrote(play: Play, effect: UpdateIssue) -> EffectRecord:
    """The record of `effect`, which a run has written to the issue of `play` just now."""
    before = play.snapshot
    play.snapshot = applied(before, effect)
    play.memory = replace(play.memory, seen=play.snapshot)
    result = shown(play.snapshot)
    return record(effect, result=result, inverse=inverse(effect, before, result))


def record(effect: Effect, **facts: Any) -> EffectRecord:
    """The record of `effect` as written."""
    return EffectRecord(index=0, effect=effect, state=EffectState.DONE, **facts)


def hot(**facts: Any) -> tuple[Play, EffectRecord]:
    """An issue that the rule ``Rule`` gave the label Hot at a comment, and the record of that."""
    play = under_way(compiled(workflow() + rule("- label: Hot")), **facts)
    before = play.snapshot
    play.comment(STEVE, "Go.", 1)
    (effect,) = play.effects
    return play, record(effect, result=shown(play.snapshot), inverse=inverse(effect, before, shown(play.snapshot)))


class TestLabels:
    def test_taken_off(self):
        """A label that the run set goes, and the same rule does not set it again."""
        play, written = hot()

        parts = undo(play, written)
        play.comment(STEVE, "Go.", 2)

        assert parts == [("label Hot", True, "taken off")]
        assert play.snapshot.labels == {"Story::New"}
        assert play.memory.reversed == {"Rule|label:Hot"}

    def test_gone(self):
        """A label that a person took off already is told, and nothing is written."""
        play, written = hot()
        play.update(SALES, remove=["Hot"])

        assert (undo(play, written), play.effects) == ([("label Hot", False, "it is not there any more")], ())

    def test_touched(self):
        """A label that a person took off and set again is theirs, and stays."""
        play, written = hot()
        play.update(SALES, remove=["Hot"])
        play.update(SALES, add=["Hot"])

        assert undo(play, written) == [("label Hot", False, "people have set it again since")]
        assert "Hot" in play.snapshot.labels

    def test_twice(self):
        """Asked for twice it is done once."""
        play, written = hot()
        undo(play, written)

        assert (undo(play, written), play.effects) == ([("label Hot", False, "it is not there any more")], ())

    def test_siblings(self):
        """A label of a scope comes again in the place of the one that the run set."""
        play = under_way(compiled(workflow()), labels=frozenset({"Story::New", "Size::S"}))
        written = wrote(
            play, UpdateIssue(ref=REF, add_labels=frozenset({"Size::M"}), remove_labels=frozenset({"Size::S"}))
        )

        parts = undo(play, written)

        assert parts == [("label Size::M", True, "taken off"), ("label Size::S", True, "set again")]
        assert play.snapshot.labels == {"Story::New", "Size::S"}

    def test_sibling_set_since(self):
        """Where a person has set another label of the scope, the old one does not come again."""
        play = under_way(compiled(workflow()), labels=frozenset({"Story::New", "Size::S"}))
        written = wrote(
            play, UpdateIssue(ref=REF, add_labels=frozenset({"Size::M"}), remove_labels=frozenset({"Size::S"}))
        )
        play.update(SALES, add=["Size::L"], remove=["Size::M"])

        parts = undo(play, written)

        assert parts == [
            ("label Size::M", False, "it is not there any more"),
            ("label Size::S", False, "Size::L was set since"),
        ]

    def test_left_alone(self):
        """An issue that is to be left alone is left alone by an undo as well."""
        play, written = hot()
        play.snapshot = replace(play.snapshot, labels=play.snapshot.labels | {play.rules.config.labels.skip})

        assert (undo(play, written), play.effects) == ([], ())


class TestStages:
    MOVE = UpdateIssue(ref=REF, add_labels=frozenset({"Story::Doing"}), remove_labels=frozenset({"Story::New"}))

    def moved(self) -> tuple[Play, EffectRecord]:
        """An issue that a run moved from New to Doing."""
        play = under_way(compiled(workflow()))
        written = wrote(play, self.MOVE)
        play.memory = replace(play.memory, stage="Doing", entries=2)
        return play, written

    def test_back(self):
        """The stage goes back with its label, and Usher knows it."""
        play, written = self.moved()

        parts = undo(play, written)

        assert parts == [("stage Story::Doing", True, "Story::New again")]
        assert (play.snapshot.labels, play.memory.stage, play.memory.entries) == ({"Story::New"}, "New", 3)

    def test_moved_on(self):
        """An issue that has moved on stays where it is."""
        play, written = self.moved()
        play.update(STEVE, add=["Story::Done"], remove=["Story::Doing"])

        assert undo(play, written) == [("stage Story::Doing", False, "the issue has moved on since")]
        assert (play.snapshot.labels, play.memory.stage) == ({"Story::Done"}, "Done")

    def test_first(self):
        """The first stage stays: an issue of a workflow always has one."""
        play = under_way(compiled(workflow()), labels=frozenset())
        written = wrote(play, UpdateIssue(ref=REF, add_labels=frozenset({"Story::New"})))

        assert undo(play, written) == [("stage Story::New", False, "an issue of the workflow is never without a stage")]


class TestPeople:
    def test_difference(self):
        """Whom the run assigned goes, whom it took off comes again, and whom people assigned since stays."""
        play = under_way(compiled(workflow()), assignees=("sa-apac",))
        written = wrote(play, UpdateIssue(ref=REF, assignees=("sa-emea",)))
        play.update(SALES, assignees=("sa-emea", "legal-counsel"))

        parts = undo(play, written)

        assert parts == [("assignee sa-emea", True, "taken off"), ("assignee sa-apac", True, "assigned again")]
        assert set(play.snapshot.assignees) == {"legal-counsel", "sa-apac"}

    def test_handed_on(self):
        """Where a person has handed the issue on, nobody is assigned again."""
        play = under_way(compiled(workflow()), assignees=("sa-apac",))
        written = wrote(play, UpdateIssue(ref=REF, assignees=("sa-emea",)))
        play.update(SALES, assignees=("legal-counsel",))

        parts = undo(play, written)

        assert parts == [
            ("assignee sa-emea", False, "changed since"),
            ("assignee sa-apac", False, "the assignees have changed since"),
        ]
        assert play.snapshot.assignees == ("legal-counsel",)


WHOLE = UpdateIssue(
    ref=REF,
    due_date=date(2027, 3, 1),
    title="New",
    milestone="FY28-Q1",
    locked=True,
    description="- **Account:** Helios\nNew",
)


class TestValues:
    def test_as_before(self):
        """Due date, title, milestone, lock and description are as they were."""
        play = under_way(compiled(workflow()))
        before = play.snapshot
        written = wrote(play, WHOLE)

        parts = undo(play, written)

        names = ["due date", "title", "milestone", "lock", "description"]
        assert parts == [(name, True, "as before") for name in names]
        assert play.snapshot == before

    def test_changed_since(self):
        """What people have written since stays as they have it, each part by itself."""
        play = under_way(compiled(workflow()))
        written = wrote(play, WHOLE)
        play.snapshot = replace(play.snapshot, due_date=date(2027, 4, 1), title="Another")

        parts = undo(play, written)

        assert parts[:2] == [("due date", False, "changed since"), ("title", False, "changed since")]
        assert (play.snapshot.due_date, play.snapshot.title) == (date(2027, 4, 1), "Another")
        assert play.snapshot.milestone is None

    def test_closed(self):
        """What the run closed is open again."""
        play = under_way(compiled(workflow()))
        written = wrote(play, UpdateIssue(ref=REF, state_event="close"))

        assert (undo(play, written), play.snapshot.state) == ([("closed", True, "opened again")], "opened")

    @pytest.mark.parametrize(
        ("before", "now", "parts"),
        [
            pytest.param(
                False, True, ("confidential", False, "what was hidden is shown again by a person only"), id="hid"
            ),
            pytest.param(True, True, ("confidential", True, "hidden again"), id="showed"),
        ],
    )
    def test_confidential(self, before: bool, now: bool, parts: tuple[str, bool, str]):
        """What a run hid stays hidden, what it showed is hidden again: nothing gets out by an undo."""
        play = under_way(compiled(workflow()), confidential=before)
        written = wrote(play, UpdateIssue(ref=REF, confidential=not before))

        assert (undo(play, written), play.snapshot.confidential) == ([parts], now)


class TestOthers:
    def test_note(self):
        """A note stays where it is, and says who took it back."""
        play = under_way(compiled(workflow()))

        parts = undo(play, record(PostNote(ref=REF, messages=(NOTE,)), result={"note_id": 7}))

        heading = Message(key="undone", text=HEADING, source="undo")
        assert parts == [("note hello", True, "it stays, and says that it was taken back")]
        assert play.effects == (EditNote(ref=REF, note_id=7, messages=(heading, NOTE)),)

    def test_lasting(self):
        """A lasting note is forgotten as well, so that it is posted anew where its condition comes again."""
        play = under_way(compiled(workflow()), memory={"messages": {"hello": LastingMessage(7, "Hello.")}})

        undo(play, record(KeepNote(ref=REF, message=NOTE), result={"note_id": 7}))

        assert ([type(effect) for effect in play.effects], play.memory.messages) == ([EditNote], {})

    def test_invitation(self):
        """An invitation is withdrawn."""
        play = under_way(compiled(workflow()))

        parts = undo(play, record(INVITE, inverse=WITHDRAWN))

        assert (parts, play.effects) == ([("invitation", True, "withdrawn, unless it was accepted")], (WITHDRAWN,))

    def test_opened(self):
        """An issue that the run opened is closed with a word."""
        play = under_way(compiled(workflow()))

        parts = undo(play, record(OpenIssue(project=REF.project, title="T", description="D")))

        assert parts == [("opening the issue", True, "closed, with a word; issues are never deleted")]
        assert (play.snapshot.state, [message.key for message in play.messages]) == ("closed", ["undone-opening"])

    @pytest.mark.parametrize(
        ("written", "words"),
        [
            pytest.param(record(PostNote(ref=REF, messages=(NOTE,))), "GitLab kept no note", id="no note"),
            pytest.param(
                record(PostNote(ref=REF, messages=(replace(NOTE, text=""),)), result={"note_id": 7}),
                "its text is not kept any more",
                id="a note whose text the retention cleared",
            ),
            pytest.param(
                record(KeepNote(ref=REF, message=NOTE, note_id=7)),
                "a lasting note follows the issue by itself",
                id="an edited note",
            ),
            pytest.param(
                record(KeepNote(ref=REF, message=NOTE), result={"note_id": 7}),
                "it was taken back before",
                id="a lasting note that is known no more",
            ),
            pytest.param(
                record(UpdateIssue(ref=REF, title="T")),
                "it changed nothing, or what was there before is not kept any more",
                id="a change without its inverse",
            ),
            pytest.param(
                record(INVITE), "it was there before the run, or its address is not kept any more", id="an invitation"
            ),
            pytest.param(
                record(LinkIssue(ref=REF, target=REF)), "links stay; people may have followed them", id="a link"
            ),
            pytest.param(record(React(ref=REF, emoji="eyes")), "reactions stay", id="a reaction"),
            pytest.param(
                record(MoveIssue(ref=REF, to_project="other")),
                "an issue that was moved stays where it is; its new project may show it to others",
                id="a move",
            ),
            pytest.param(
                record(Notify(channel="c", title="t", text="t")), "it was read, or can be", id="a channel told"
            ),
            pytest.param(
                record(Send(name="n", data={})), "what followed from it there are runs of their own", id="a message"
            ),
            pytest.param(
                record(StartSweep(policies=("*",))), "usher undo --sweep takes back what it did", id="a sweep begun"
            ),
        ],
    )
    def test_stays(self, written: EffectRecord, words: str):
        """What cannot be taken back is told with the reason, and nothing is written."""
        play = under_way(compiled(workflow()))

        assert ([(done, why) for _, done, why in undo(play, written)], play.effects) == ([(False, words)], ())

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            pytest.param({"state": "closed"}, "it is closed already", id="closed"),
            pytest.param(
                {"memory": {"activity": Activity(last_human=under_way(compiled(workflow())).memory.stage_since)}},
                "people have worked on it since",
                id="worked on",
            ),
        ],
    )
    def test_opened_and_used(self, facts: dict[str, Any], words: str):
        """An issue that people have closed or worked on is left to them."""
        play = under_way(compiled(workflow()), **facts)

        parts = undo(play, record(OpenIssue(project=REF.project, title="T", description="D")))

        assert parts == [("opening the issue", False, words)]


def test_reverse_order():
    """What was written last is taken back first."""
    play = under_way(compiled(workflow()))
    written = wrote(play, UpdateIssue(ref=REF, add_labels=frozenset({"Hot"})))

    parts = undo(play, written, record(React(ref=REF, emoji="eyes")), record(INVITE, inverse=WITHDRAWN))

    assert [title for title, _, _ in parts] == ["invitation", "reaction", "label Hot"]


def test_without_workflow():
    """On an issue without a workflow, where no rule holds, an undo counts as worked on."""
    play = under_way(compiled(workflow()), labels=frozenset(), description="")
    play.memory = replace(play.memory, workflow=None, phase=Phase.ACTIVE, stage=None)
    written = wrote(play, UpdateIssue(ref=REF, add_labels=frozenset({"Hot"})))

    undo(play, written)

    assert (str(play.last.outcome), play.snapshot.labels) == ("processed", frozenset())
