"""Ways round the guards that people might find, and that lead nowhere (rules.md G05, G07, G09, G17, G18)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.model.events import EventKind
from automation.model.snapshot import HistoryEvent
from tests.play import MONDAY, Play, body
from tests.small import compiled, fresh, rule, under_way, workflow

PROTECTED = compiled(workflow(protected_labels="{Logo: legal}") + rule("- label: Seen", on="note.created"))
STEVE, SALES, LEGAL = "steve.george", "april.marks", "legal-counsel"
SIGNED, DENIED = "Logo::Approved", "Logo::Denied"


@pytest.fixture
def play():
    """An issue in its first stage, with a protected scope."""
    return under_way(PROTECTED)


def past(actor, action, label, second=0):
    """One of GitLab's label events."""
    return HistoryEvent(MONDAY + timedelta(seconds=second), actor, action, label)


class TestSkip:
    def test_what_is_done_under_skip_is_judged_afterwards(self, play):
        """Bot::Skip is a pause, not a permission: protected labels come back when it is taken off."""
        play.update(SALES, add=["Bot::Skip"])
        play.update(SALES, add=[SIGNED])
        play.history = (past(SALES, "add", SIGNED), past(SALES, "remove", "Bot::Skip", 5))

        play.update(SALES, remove=["Bot::Skip"])

        assert (SIGNED in play.snapshot.labels, play.said) == (False, [("label-reverted", {}, (SALES,))])

    def test_a_move_under_skip_is_that_of_who_made_it(self, play):
        """It counts who moved the issue, not who took Bot::Skip off."""
        play.update(SALES, add=["Bot::Skip"])
        play.update(SALES, add=["Story::Doing"], remove=["Story::New"])
        play.history = (past(SALES, "remove", "Story::New"), past(SALES, "add", "Story::Doing"))

        play.update(STEVE, remove=["Bot::Skip"])

        assert (play.memory.stage, [key for key, _, _ in play.said]) == ("New", ["transition-rejected"])


class TestSomebodyElsesEvent:
    def test_a_comment_is_no_signature(self, play):
        """A comment that arrives first shows the labels that somebody else set; it does not say that its author did."""
        play.change(SALES, add=["Story::Doing"], remove=["Story::New"])
        play.history = (past(SALES, "remove", "Story::New"), past(SALES, "add", "Story::Doing"))

        play.comment(STEVE, "Have a look.")

        assert (play.memory.stage, play.said[0]) == ("New", ("transition-rejected", {"reason": "role"}, (SALES,)))

    def test_without_history_nobody_did_it(self, play):
        """Where nothing tells who moved the issue, nobody had the right to."""
        play.change(SALES, add=["Story::Doing"], remove=["Story::New"])

        play.comment(STEVE, "Have a look.")

        assert play.memory.stage == "New"


class TestWithinOneBatch:
    def test_undoing_what_others_may(self, play):
        """Legal denies and Sales approves again before Usher looks: nothing differs, and yet it is judged."""
        play.update(LEGAL, add=[SIGNED])

        play.decide(
            play.change(LEGAL, add=[DENIED], remove=[SIGNED]), play.change(SALES, add=[SIGNED], remove=[DENIED])
        )

        assert (sorted(play.snapshot.labels), play.said) == ([DENIED, "Story::New"], [("label-reverted", {}, (SALES,))])

    def test_taking_a_move_back(self, play):
        """A move that was allowed stands, also where somebody without the right takes it back at once."""
        play.decide(
            play.change(STEVE, add=["Story::Doing"], remove=["Story::New"]),
            play.change(SALES, add=["Story::New"], remove=["Story::Doing"]),
        )

        assert play.memory.stage == "Doing"

    def test_closing_what_was_reopened(self):
        """A reopening that was allowed stands, also where somebody without the right closes again at once."""
        reopening = compiled(workflow(on_manual_close="reject", on_reopen="{by: advocacy, to: Doing}"))
        play = under_way(reopening, stage="Done", state="closed")

        play.decide(play.change(STEVE, state="opened"), play.change(SALES, state="closed"))

        assert (play.memory.stage, play.snapshot.state, [key for key, _, _ in play.said]) == (
            "Doing",
            "opened",
            ["close-rejected"],
        )


class TestBeforeTheIntake:
    def test_labels_set_right_after_the_opening(self):
        """Protected labels are protected from the first look on, also while fields are missing."""
        play = fresh(PROTECTED, description=body("story", {}))
        opening = play.event(EventKind.ISSUE, "open", SALES)

        play.decide(opening, play.change(SALES, add=[SIGNED]))

        assert SIGNED not in play.snapshot.labels

    def test_a_stranger_gets_no_rule(self):
        """Comments on an issue that waits for a member trigger nothing."""
        play = fresh(PROTECTED, author="stranger")
        play.open()

        play.comment(STEVE, "Who is this?")

        assert "Seen" not in play.snapshot.labels

    def test_a_stranger_cannot_release_an_issue(self):
        """The label that sets an issue aside comes back when a stranger takes it off."""
        play = fresh(PROTECTED, author="stranger")
        play.open()

        play.update("stranger", remove=["External::Unverified"])

        assert ("External::Unverified" in play.snapshot.labels, play.memory.stage) == (True, None)


class TestReversals:
    def test_what_was_put_back_was_not_taken_back(self, play):
        """Whoever has no right to a protected label cannot keep a rule from setting it either."""
        play.update(LEGAL, add=[SIGNED])
        play.memory = replace(play.memory, given={f"label:{SIGNED}": "Some rule"})

        play.update(SALES, remove=[SIGNED])

        assert (SIGNED in play.snapshot.labels, play.memory.reversed) == (True, frozenset())


def test_playing_needs_no_history(play: Play) -> None:
    """Events that explain every difference are believed, so that GitLab is asked for nothing more."""
    play.decide(play.change(STEVE, add=["Story::Doing"], remove=["Story::New"]))

    assert play.memory.stage == "Doing"
