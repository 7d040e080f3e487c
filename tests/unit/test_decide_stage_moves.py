"""Moves between stages (rules.md G09, G10): who may, what is put back, and several changes in one batch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.model.decision import Outcome, Verdict
from automation.model.events import EventKind
from automation.model.snapshot import HistoryEvent
from tests.play import BOT, MONDAY, shipped
from tests.small import compiled, under_way, workflow
from tests.unit.shipped_issues import onboarding, tick

LINE = compiled(
    workflow(
        stages="""
      New: {on_exit: [{label: left}]}
      Doing: {due: 5 working days, on_enter: [{comment: {key: began, text: Begun.}}]}
      Review: {on_enter: [{comment: {key: review, text: Look.}}]}
      Wait: {holds: true}
      Done: {closed: true, on_enter: [{comment: {key: done, text: Done.}}]}""",
        moves="""
      - {from: New, to: Doing, by: advocacy}
      - {from: Doing, to: Review, by: advocacy}
      - {from: Review, to: Done, by: legal, gate: account, if: "fields['Account']", else: the account.}
      - {from: [New, Doing, Review], to: Wait, by: advocacy}
      - {from: Wait, to: HELD_FROM, by: advocacy}
      - {from: New, to: Done}""",
        on_manual_close="reject",
        on_reopen="{by: advocacy, to: New}",
    )
)
STEVE, NICOLE, SALES = "steve.george", "nicole.smith", "april.marks"


def label(stage):
    """The label of a stage."""
    return f"Story::{stage}"


def go(play, actor, start, target):
    """The event of `actor` who exchanges the labels of two stages."""
    return play.change(actor, add=[label(target)], remove=[label(start)])


def told(play):
    """Messages of the last decision as key, reason, people."""
    return [(key, attrs.get("reason", ""), people) for key, attrs, people in play.said]


def past(*changes):
    """GitLab's label events: each `(actor, action, stage)` a second after the other, a group at the same instant."""
    return tuple(
        HistoryEvent(MONDAY + timedelta(seconds=second), actor, action, label(stage))
        for second, group in enumerate(changes)
        for actor, action, stage in group
    )


class TestG09Moves:
    @pytest.mark.parametrize(
        ("stage", "target", "actor", "reason"),
        [
            pytest.param("New", "Doing", STEVE, None, id="allowed"),
            pytest.param("New", "Review", STEVE, "not-allowed", id="not in the table"),
            pytest.param("New", "Review", SALES, "not-allowed", id="the table comes before the role"),
            pytest.param("New", "Doing", SALES, "role", id="not by this role"),
            pytest.param("New", "Nowhere", STEVE, "not-allowed", id="no stage of the workflow"),
            pytest.param("New", "Done", STEVE, "role", id="only Usher may"),
            pytest.param("Review", "Done", "legal-counsel", None, id="the gate is open"),
        ],
    )
    def test_judged(self, stage, target, actor, reason):
        """A move must be in the table and made by its role; else the label goes back and the actor is told why."""
        play = under_way(LINE, stage=stage)

        play.decide(go(play, actor, stage, target))

        end = target if reason is None else stage
        assert (play.memory.stage, label(end) in play.snapshot.labels) == (end, True)
        assert [row for row in told(play) if row[0] == "transition-rejected"] == (
            [] if reason is None else [("transition-rejected", reason, (actor,))]
        )

    def test_gate(self):
        """A shut gate puts the label back and says in words what is missing."""
        play = under_way(LINE, stage="Review", description="<!-- program: story -->\n- **Account:**")

        play.decide(go(play, "legal-counsel", "Review", "Done"))

        assert told(play) == [("transition-rejected", "gate:account", ("legal-counsel",))]
        assert "What is missing before it can move to Done: the account." in play.messages[0].text
        assert play.memory.stage == "Review"

    def test_role_before_gate(self):
        """Who may not make the move is told that, and not what the gate wants."""
        play = under_way(LINE, stage="Review", description="<!-- program: story -->\n- **Account:**")

        play.decide(go(play, STEVE, "Review", "Done"))

        assert told(play) == [("transition-rejected", "role", (STEVE,))]

    def test_words(self):
        """The answer says where the issue is, who may, and where the actor can move it to."""
        play = under_way(LINE)

        play.decide(go(play, STEVE, "New", "Review"))

        assert play.messages[0].text == (
            "@steve.george The issue stays at **New**: no step leads from there to Review.\n\n"
            "You can move it to: Doing, Wait."
        )

    def test_two_stages_at_once(self):
        """Two new stage labels in one change are ambiguous: both go, the stage stays."""
        play = under_way(LINE)

        play.update(STEVE, add=[label("Doing"), label("Wait")], remove=[label("New")])

        assert (told(play), play.snapshot.labels) == (
            [("transition-rejected", "ambiguous", (STEVE,))],
            {label("New")},
        )

    def test_entry(self):
        """An entry is counted, dated, and does what leaving and entering ask for."""
        play = under_way(LINE)
        play.now = MONDAY + timedelta(hours=1)

        play.decide(go(play, STEVE, "New", "Doing"))

        assert (play.memory.stage, play.memory.entries, play.memory.stage_since) == ("Doing", 2, play.now)
        assert (play.state["labels"], play.state["due_date"], told(play)) == (
            [label("Doing"), "left"],
            "2027-01-19",
            [("began", "", ())],
        )

    def test_nobody_has_no_rights(self):
        """A move of which nobody is known to have made it is not made."""
        play = under_way(LINE)
        play.snapshot = replace(play.snapshot, labels=frozenset({label("Doing")}))

        play.wake()

        assert (play.memory.stage, told(play)) == ("New", [("transition-rejected", "role", ())])

    def test_the_bot_always_may(self):
        """What GitLab's history says the bot did is never refused."""
        play = under_way(LINE)
        play.snapshot = replace(play.snapshot, labels=frozenset({label("Done")}))
        play.history = past([(BOT.username, "remove", "New"), (BOT.username, "add", "Done")])

        play.wake()

        assert (play.memory.stage, play.snapshot.state) == ("Done", "closed")


class TestFreeTier:
    def test_new_label_beside_the_old(self):
        """Without scoped labels the old one stays until Usher takes it off; the new one is meant."""
        play = under_way(LINE)

        play.update(STEVE, add=[label("Doing")])

        assert (play.memory.stage, play.snapshot.labels) == ("Doing", {label("Doing"), "left"})

    def test_refused(self):
        """A refused label goes, and the old one is alone again."""
        play = under_way(LINE)

        play.update(SALES, add=[label("Doing")])

        assert (play.snapshot.labels, told(play)) == ({label("New")}, [("transition-rejected", "role", (SALES,))])

    def test_remove_then_add(self):
        """A person who takes the old label off and then sets the new one has made a move."""
        play = under_way(LINE)
        first = play.change(STEVE, remove=[label("New")])
        second = play.change(STEVE, add=[label("Doing")])

        play.decide(first, second)

        assert (play.memory.stage, told(play)) == ("Doing", [("began", "", ())])


class TestCoalesced:
    def test_both_entries(self):
        """Two legal moves in one batch both do what entering asks for, in their order."""
        play = under_way(LINE)
        events = [go(play, STEVE, "New", "Doing"), go(play, STEVE, "Doing", "Review")]

        play.decide(*events)

        assert (play.memory.stage, play.memory.entries) == ("Review", 3)
        assert told(play) == [("began", "", ()), ("review", "", ())]

    def test_second_is_illegal(self):
        """The first, legal move is made; the second is put back to where the first led."""
        play = under_way(LINE)
        events = [go(play, STEVE, "New", "Doing"), go(play, SALES, "Doing", "Review")]

        play.decide(*events)

        assert (play.memory.stage, play.snapshot.labels) == ("Doing", {label("Doing"), "left"})
        assert told(play) == [("began", "", ()), ("transition-rejected", "role", (SALES,))]

    def test_nothing_after_the_illegal_one(self):
        """What follows an illegal move started from a place where the issue never was."""
        play = under_way(LINE)
        events = [go(play, SALES, "New", "Doing"), go(play, STEVE, "Doing", "Review")]

        play.decide(*events)

        assert (play.memory.stage, told(play)) == ("New", [("transition-rejected", "role", (SALES,))])

    def test_out_of_order(self):
        """Events that arrive in the wrong order are put into the order in which they connect."""
        play = under_way(LINE)
        events = [go(play, STEVE, "New", "Doing"), go(play, NICOLE, "Doing", "Review")]

        play.decide(*reversed(events))

        assert (play.memory.stage, told(play)) == ("Review", [("began", "", ()), ("review", "", ())])

    def test_twice_by_two_hooks(self):
        """The report of the same move through a group hook, with another key, moves nothing twice."""
        play = under_way(LINE)
        event = go(play, STEVE, "New", "Doing")

        play.decide(event, replace(event, id="group hook"))

        assert (play.memory.entries, told(play)) == (2, [("began", "", ())])

    def test_later_by_two_hooks(self):
        """The second report may also come when the first was worked on already."""
        play = under_way(LINE)
        event = go(play, STEVE, "New", "Doing")
        play.decide(event)

        decision = play.decide(replace(event, id="group hook"))

        assert (decision.plan.effects, play.memory.entries) == ((), 2)

    def test_there_and_back(self):
        """A move that was taken back before Usher looked leaves no trace."""
        play = under_way(LINE)
        events = [go(play, STEVE, "New", "Doing"), go(play, STEVE, "Doing", "New")]

        decision = play.decide(*events)

        assert (decision.plan.effects, play.memory.stage, play.memory.entries) == ((), "New", 1)

    def test_two_people(self):
        """Two people at once: each move is judged by the rights of who made it."""
        play = under_way(LINE, stage="Doing")
        events = [go(play, STEVE, "Doing", "Review"), go(play, "legal-counsel", "Review", "Done")]

        play.decide(*events)

        assert (play.memory.stage, play.snapshot.state) == ("Done", "closed")
        assert told(play) == [("review", "", ()), ("done", "", ())]

    def test_own_echo(self):
        """The echo of our own label change is no move of anybody."""
        play = under_way(LINE)
        play.decide(go(play, STEVE, "New", "Doing"))

        decision = play.decide(
            play.event(EventKind.ISSUE, "update", BOT.username), play.event(EventKind.ISSUE, "update", STEVE)
        )

        assert (decision.plan.effects, play.memory.entries) == ((), 2)


class TestLostEvents:
    def test_from_history(self):
        """Moves whose reports were lost are made as GitLab's label events tell them, by whom they name."""
        play = under_way(LINE)
        play.history = past(
            [(STEVE, "remove", "New"), (STEVE, "add", "Doing")],
            [(NICOLE, "remove", "Doing"), (NICOLE, "add", "Review")],
        )
        play.snapshot = replace(play.snapshot, labels=frozenset({label("Review")}))

        play.decide(play.event(EventKind.LOOK, "look", None, labels=None))

        assert (play.memory.stage, told(play)) == ("Review", [("began", "", ()), ("review", "", ())])

    def test_payload_is_not_believed(self):
        """Who only reports an outdated state has not made the move; GitLab's history says who has."""
        play = under_way(LINE)
        outdated = play.event(EventKind.ISSUE, "update", STEVE)
        play.history = past([(SALES, "remove", "New"), (SALES, "add", "Doing")])
        play.snapshot = replace(play.snapshot, labels=frozenset({label("Doing")}))

        play.decide(outdated)

        assert (play.memory.stage, told(play)) == ("New", [("transition-rejected", "role", (SALES,))])

    def test_older_history_is_left_alone(self):
        """Only the way back to the known stage counts, not what was before."""
        play = under_way(LINE, stage="Doing")
        play.history = past(
            [(SALES, "add", "New")],
            [(SALES, "remove", "New"), (SALES, "add", "Doing")],
            [(STEVE, "remove", "Doing"), (STEVE, "add", "Review")],
        )
        play.snapshot = replace(play.snapshot, labels=frozenset({label("Review")}))

        play.wake()

        assert (play.memory.stage, told(play)) == ("Review", [("review", "", ())])


class TestMoveAndClose:
    def test_in_one_request(self):
        """A move to a closed stage with a close in the same request reports two events and closes once."""
        play = under_way(LINE, stage="Review")
        moved = go(play, "legal-counsel", "Review", "Done")
        closed = play.change("legal-counsel", state="closed")

        decision = play.decide(moved, closed)

        assert (play.memory.stage, play.snapshot.state, told(play)) == ("Done", "closed", [("done", "", ())])
        assert set(decision.outcomes.values()) == {Outcome.PROCESSED}

    def test_rejected_close_of_a_legal_move(self):
        """The move to an open stage is made, the close beside it is taken back."""
        play = under_way(LINE)
        moved = go(play, STEVE, "New", "Doing")
        closed = play.change(STEVE, state="closed")

        play.decide(moved, closed)

        assert (play.memory.stage, play.snapshot.state) == ("Doing", "opened")
        assert told(play) == [("began", "", ()), ("close-rejected", "", (STEVE,))]

    def test_reopened(self):
        """Reopening leads to the stage that the workflow names, with its label."""
        play = under_way(LINE, stage="Done", state="closed")

        play.update(STEVE, state="opened")

        assert (play.memory.stage, play.snapshot.labels, play.snapshot.state) == ("New", {label("New")}, "opened")

    def test_reopened_by_others(self):
        """Reopening by others is taken back, whatever label they set with it."""
        play = under_way(LINE, stage="Done", state="closed")
        reopened = play.change(SALES, state="opened")
        moved = go(play, SALES, "Done", "Doing")

        play.decide(reopened, moved)

        assert (play.snapshot.state, play.snapshot.labels) == ("closed", {label("Done")})
        assert told(play)[0] == ("reopen-rejected", "", (SALES,))


class TestHolding:
    def test_remembers(self):
        """A holding stage remembers where the issue came from, and lets it go back only there."""
        play = under_way(LINE, stage="Doing")
        play.decide(go(play, STEVE, "Doing", "Wait"))
        assert play.memory.held_from == "Doing"

        play.decide(go(play, STEVE, "Wait", "Review"))
        assert told(play) == [("transition-rejected", "not-allowed", (STEVE,))]

        play.decide(go(play, STEVE, "Wait", "Doing"))
        assert (play.memory.stage, play.memory.held_from) == ("Doing", None)


class TestDerived:
    SA, CHAMPION = "GitLab Sponsoring SA Tasks", "Partner Champion Tasks"

    def test_follows_the_tasks(self):
        """Ticking every required task of the sponsor leads on; unticking one leads back."""
        play = onboarding()

        play.update("sa-emea", description=tick(play.snapshot.description, self.SA))
        assert play.memory.stage == "Champion Tasks"

        play.update("sa-emea", description=tick(play.snapshot.description, self.SA, done=False))
        assert play.memory.stage == "SA Tasks"

    def test_not_by_hand(self):
        """A derived stage is not set by hand."""
        play = onboarding()

        play.update("sa-emea", add=["Onboarding::Champion Tasks"], remove=["Onboarding::SA Tasks"])

        assert (play.memory.stage, told(play)) == ("SA Tasks", [("transition-rejected", "derived", ("sa-emea",))])

    def test_reopened_complete(self):
        """A complete onboarding that is reopened stays open until a task is touched."""
        play = onboarding()
        text = tick(tick(play.snapshot.description, self.SA), self.CHAMPION)
        play.update("sa-emea", description=text)
        assert (play.memory.stage, play.snapshot.state) == ("Complete", "closed")

        play.update("champions-manager", state="opened")
        assert (play.memory.stage, play.snapshot.state) == ("SA Tasks", "opened")

        play.update("champions-manager", add=["Checked"])
        assert (play.memory.stage, play.snapshot.state) == ("SA Tasks", "opened")

        play.update("sa-emea", description=tick(text, self.CHAMPION, done=False))
        assert play.memory.stage == "Champion Tasks"

    def test_condition_that_cannot_be_judged(self):
        """A condition that fails leaves the stage as it is and says so."""
        stages = "[{stage: Doing, when: \"date(fields['Account']).year > 2027\"}, {stage: New}]"
        rules = compiled(workflow(derive_stage=stages, fields="{Account: {type: date}, Region: {}}"))
        play = under_way(rules)

        play.update(STEVE, add=["c"])

        assert play.memory.stage == "New"
        assert [(reason.title, reason.verdict) for reason in play.errors] == [("Stage Doing", Verdict.ERROR)]


def test_shipped_moves_name_their_gates():
    """Every gate of the programs that ship has a name and says what is missing."""
    moves = [move for flow in shipped().workflows.values() for move in flow.spec.moves if move.if_]

    assert [move for move in moves if not (move.gate and move.otherwise)] == []
    assert len(moves) >= 4
