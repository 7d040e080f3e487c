"""Who acted (rules.md G05): believed of a payload only where it shows the issue as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from automation.decide.actors import Step, Turn, label_actor, newest_actor, steps, turns, up_to_date
from automation.decide.core import needs_history
from automation.model.events import Change, EventKind
from automation.model.snapshot import HistoryEvent
from tests.play import BOT, MONDAY
from tests.small import compiled, new_labels, rule, under_way, workflow

RULES = compiled(workflow(protected_labels="{Logo: legal}") + rule("- label: Seen", on="label.added(Topic::*)"))
STEVE, SALES = "steve.george", "april.marks"
A, B, C = frozenset({"Story::New"}), frozenset({"Story::Doing"}), frozenset({"Story::Done"})


def past(actor, action, label, second=0):
    """One of GitLab's label events."""
    return HistoryEvent(MONDAY + timedelta(seconds=second), actor, action, label)


@pytest.fixture
def play():
    """An issue in its first stage."""
    return under_way(RULES)


class TestUpToDate:
    @pytest.mark.parametrize(
        ("facts", "expected"),
        [
            pytest.param({}, True, id="the same labels and state"),
            pytest.param({"labels": frozenset()}, False, id="other labels"),
            pytest.param({"state": "closed"}, False, id="another state"),
            pytest.param({"state": None}, True, id="a payload without a state"),
            pytest.param({"labels": None}, False, id="a payload without an issue"),
        ],
    )
    def test_payload(self, play, facts, expected):
        """A payload is up to date where it shows labels and state as GitLab does."""
        event = play.event(EventKind.ISSUE, "update", STEVE, **facts)

        assert up_to_date([event], play.snapshot) is expected

    def test_newest_counts(self, play):
        """Of several payloads the newest is looked at."""
        outdated = play.event(EventKind.ISSUE, "update", STEVE, labels=frozenset())
        current = play.event(EventKind.ISSUE, "update", STEVE)

        assert (up_to_date([outdated, current], play.snapshot), up_to_date([current, outdated], play.snapshot)) == (
            True,
            False,
        )


class TestNeedsHistory:
    def test_not_for_a_current_payload(self, play):
        """A payload that shows the issue as it is tells who acted."""
        assert not needs_history(play.batch(play.change(STEVE, add=["Topic::CI"])))

    def test_for_an_outdated_payload(self, play):
        """An outdated payload of an issue whose labels differ from what is known does not."""
        event = play.event(EventKind.ISSUE, "update", STEVE)
        new = replace(play.snapshot, labels=A | {"Topic::CI"})

        assert needs_history(replace(play.batch(event), snapshot=new))

    def test_for_a_difference_that_no_event_explains(self, play):
        """A comment shows the labels as they are, and says nothing of who set them."""
        labels = A | {"Topic::CI"}
        event = play.event(EventKind.NOTE, "create", STEVE, labels=labels)

        assert needs_history(replace(play.batch(event), snapshot=replace(play.snapshot, labels=labels)))

    def test_not_where_nothing_differs(self, play):
        """Without a difference nobody has acted."""
        event = play.event(EventKind.ISSUE, "update", STEVE, labels=frozenset())

        assert not needs_history(play.batch(event))

    def test_at_the_first_look(self, play):
        """An issue that was not seen from its opening on may have been moved by anybody."""
        fresh = replace(
            play.batch(play.event(EventKind.ISSUE, "update", STEVE)), memory=replace(play.memory, seen=None)
        )
        opening = replace(fresh, events=(play.event(EventKind.ISSUE, "open", STEVE),))

        assert (needs_history(fresh), needs_history(opening)) == (True, False)

    def test_not_of_what_is_gone(self, play):
        """An issue that is not there has no history to ask for."""
        assert not needs_history(replace(play.batch(play.event(EventKind.ISSUE, "update", STEVE)), snapshot=None))


class TestLabelActor:
    def test_event(self, play):
        """The newest event that shows the change names who made it."""
        first = play.change(SALES, add=["Topic::CI"])
        play.change(STEVE, add=["Other"])

        assert label_actor(play.batch(first), "Topic::CI", added=True) == SALES

    def test_history(self, play):
        """Where no event shows it, GitLab's newest label event of this label does."""
        play.history = (
            past(SALES, "add", "Topic::CI"),
            past(STEVE, "add", "Topic::CI", 5),
            past(BOT.username, "add", "x"),
        )

        assert label_actor(play.batch(), "Topic::CI", added=True) == STEVE

    def test_nobody(self, play):
        """Where neither tells it is nobody, whoever else was there."""
        event = play.event(EventKind.NOTE, "create", SALES)

        assert label_actor(play.batch(event), "Topic::CI", added=True) is None

    def test_history_goes_before_events(self, play):
        """Where GitLab's label events were asked for, they are believed, and a payload only where they are silent."""
        play.history = (past(STEVE, "add", "Topic::CI"),)

        assert label_actor(play.batch(play.change(SALES, add=["Topic::CI"])), "Topic::CI", added=True) == STEVE

    def test_removal(self, play):
        """Setting and taking off are told apart."""
        event = play.change(STEVE, remove=["Story::New"])
        play.history = (past(SALES, "add", "Story::New"),)

        assert label_actor(play.batch(event), "Story::New", added=False) == STEVE
        assert label_actor(play.batch(event), "Story::New", added=True) == SALES


class TestTurns:
    def test_events(self, play):
        """Each closing and reopening by its own person, also where the state is the old one in the end."""
        events = [play.change(STEVE, state="closed"), play.change(SALES, state="opened")]

        assert turns(play.batch(*events), "opened", "opened") == [Turn("closed", STEVE), Turn("opened", SALES)]

    def test_history(self, play):
        """Where GitLab's state events were asked for, the newest one tells."""
        note = play.event(EventKind.NOTE, "create", "legal-counsel")
        play.history = (HistoryEvent(MONDAY, SALES, "closed"), HistoryEvent(MONDAY, STEVE, "add", "closed"))

        assert turns(play.batch(note), "opened", "closed") == [Turn("closed", SALES)]

    def test_nobody(self, play):
        """Where nothing tells it was nobody, whoever else was there."""
        note = play.event(EventKind.NOTE, "create", "legal-counsel")

        assert turns(play.batch(note), "closed", "opened") == [Turn("opened", None)]


class TestNewestActor:
    def test_people_only(self, play):
        """The bot and events without a person do not count."""
        events = [
            play.event(EventKind.ISSUE, "update", STEVE),
            play.event(EventKind.ISSUE, "update", BOT.username),
            play.event(EventKind.TIMER, "wake", None),
        ]

        assert newest_actor(play.batch(*events)) == STEVE


class TestSteps:
    def test_from_events(self, play):
        """Events that connect are the way, each by its own person."""
        events = [
            play.change(STEVE, add=B, remove=A),
            play.change(SALES, add=C, remove=B),
        ]

        assert steps(play.batch(*events), A | B | C, A, C) == [Step(A, B, STEVE), Step(B, C, SALES)]

    def test_other_labels_do_not_count(self, play):
        """A change of labels outside of the scope is no step."""
        events = [play.change(STEVE, add=["Topic::CI"]), play.change(STEVE, add=B, remove=A)]

        assert steps(play.batch(*events), A | B, A, B) == [Step(A, B, STEVE)]

    def test_from_history(self, play):
        """Where events are missing, GitLab's label events are walked back, those of one instant together."""
        play.history = (
            past(STEVE, "remove", "Story::New"),
            past(STEVE, "add", "Story::Doing"),
            past(SALES, "remove", "Story::Doing", 5),
            past(SALES, "add", "Story::Done", 5),
        )

        assert steps(play.batch(), A | B | C, A, C) == [Step(A, B, STEVE), Step(B, C, SALES)]

    def test_nothing_connects(self, play):
        """Else it was one step by whoever set the newest label, or by nobody."""
        event = play.event(EventKind.NOTE, "create", SALES)

        assert steps(play.batch(event), A | B, A, B) == [Step(A, B, None)]
        assert steps(play.batch(), A | B, A, frozenset()) == [Step(A, frozenset(), None)]

    def test_there_and_back(self, play):
        """What one person did and undid is no step; what another undid is one, although nothing differs in the end."""
        alone = [play.change(STEVE, add=B, remove=A), play.change(STEVE, add=A, remove=B)]
        together = [play.change(STEVE, add=B, remove=A), play.change(SALES, add=A, remove=B)]

        assert steps(play.batch(*alone), A | B, A, A) == []
        assert steps(play.batch(*together), A | B, A, A) == [Step(A, B, STEVE), Step(B, A, SALES)]


class TestG05Believed:
    def test_protected_label_in_an_outdated_payload(self, play):
        """Who is named in an outdated payload is not held to have set a protected label: the history decides."""
        changes = {"labels": Change(A, A | {"Logo::Denied"})}
        outdated = play.event(EventKind.ISSUE, "update", "legal-counsel", changes=changes)
        play.history = (past(SALES, "add", "Logo::Approved"),)
        play.snapshot = replace(play.snapshot, labels=A | {"Logo::Approved"})

        play.decide(outdated)

        assert (play.snapshot.labels, play.said) == (A, [("label-reverted", {}, (SALES,))])

    def test_unknown_actor_has_no_rights(self, play):
        """A protected label of which nobody knows who set it is put back."""
        play.snapshot = replace(play.snapshot, labels=A | {"Logo::Approved"})

        play.wake()

        assert (play.snapshot.labels, play.said) == (A, [("label-reverted", {}, ())])

    def test_protected_label_that_is_allowed(self, play):
        """By its role a protected label may be set and taken off."""
        play.update("legal-counsel", add=["Logo::Approved"])
        assert "Logo::Approved" in play.snapshot.labels

        play.update("legal-counsel", remove=["Logo::Approved"])
        assert (play.snapshot.labels, play.said) == (A, [])

    def test_protected_label_taken_off(self, play):
        """A protected label that is taken off by others comes back, and nothing else of the scope stays."""
        new_labels(play, "Logo::Approved")

        play.update(SALES, add=["Logo::Denied"], remove=["Logo::Approved"])

        assert (play.snapshot.labels, play.said) == (A | {"Logo::Approved"}, [("label-reverted", {}, (SALES,))])
        assert "The issue has Logo::Approved again." in play.messages[0].text

    def test_bot_in_history(self, play):
        """What the bot set itself is never taken back."""
        play.history = (past(BOT.username, "add", "Logo::Approved"),)
        play.snapshot = replace(play.snapshot, labels=A | {"Logo::Approved"})

        play.wake()

        assert (play.snapshot.labels, play.said) == (A | {"Logo::Approved"}, [])
