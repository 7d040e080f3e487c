"""`automation.runtime.lookups`: questions beyond the issue, and their answers kept."""

import json
from datetime import UTC, datetime

import pytest

from automation.decide.lookups import Place
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, HistoryEvent, Snapshot
from automation.runtime.lookups import LiveLookUps, NotRecorded, Recorded
from tests.fakes_gitlab import FakeGitLab
from tests.play import shipped


class Index:
    """A store that counts how often it is asked."""

    def __init__(self):
        self.asked = 0

    def holder(self, workflow, value, claimant):
        """One issue holds every value."""
        self.asked += 1
        return None if claimant == "ops#7" else "ops#7"

    def related(self, workflow, key, value, *, open_only):
        """One of two issues is open."""
        self.asked += 1
        return ("ops#7",) if open_only else ("ops#3", "ops#7")


def ask(lookups):
    """Every kind of question, some of them twice."""
    return (
        lookups.access_level("group/project", "sa-emea"),
        lookups.holder("champion-nomination", "a@example.com", "ops#7"),
        lookups.holder("champion-nomination", "a@example.com", "ops#9"),
        lookups.related("customer-story", "account", "helios", True),
        lookups.related("customer-story", "account", "helios", False),
        lookups.related("customer-story", "account", "helios", True),
    )


ANSWERS = (30, None, "ops#7", ("ops#7",), ("ops#3", "ops#7"), ("ops#7",))


def live(index):
    """Look-ups that ask."""
    return LiveLookUps(index, FakeGitLab(levels={("group/project", "sa-emea"): 30}), shipped())


def test_questions_are_answered_and_kept_in_words():
    """Each answer is given once more from the kept ones, which read as sentences and are JSON."""
    index = Index()
    lookups = live(index)

    assert ask(lookups) == ANSWERS
    assert index.asked == 4
    assert lookups.answers == {
        "access level of sa-emea in group/project": 30,
        "holder of 'a@example.com' in champion-nomination for ops#7": None,
        "holder of 'a@example.com' in champion-nomination for ops#9": "ops#7",
        "open issues of customer-story with account 'helios'": ["ops#7"],
        "issues of customer-story with account 'helios'": ["ops#3", "ops#7"],
    }


def test_recorded_answers_are_given_again():
    """A replay hears what the run heard."""
    lookups = live(Index())
    ask(lookups)

    assert ask(Recorded(lookups.answers)) == ANSWERS


@pytest.mark.parametrize(
    ("question", "words"),
    [
        pytest.param(lambda ask: ask.access_level("p", "x"), "access level of x in p", id="access level"),
        pytest.param(lambda ask: ask.holder("w", "v", "c"), "holder of 'v' in w for c", id="holder"),
        pytest.param(lambda ask: ask.related("w", "k", "v", False), "issues of w with k 'v'", id="related"),
    ],
)
def test_a_question_that_was_not_asked_has_no_answer(question, words):
    """A replay that asks something new is told so, and gets no invented answer."""
    with pytest.raises(NotRecorded, match=f"the run did not ask for {words}"):
        question(Recorded({}))


class TestSelections:
    REF = IssueRef("a/b", 7)
    AT = datetime(2027, 1, 11, 9, tzinfo=UTC)
    EVENT = HistoryEvent(AT, "april.marks", "add", "bug")

    def ask(self, lookups):
        """What selections ask."""
        place = Place("group", "champions")
        return (
            lookups.is_member(place, "april.marks"),
            lookups.is_member(place, "stranger"),
            lookups.labelled_at("a/b#7", "bug"),
            lookups.labelled_at("a/b#7", "x"),
            lookups.acts_since("a/b#7", self.AT),
            lookups.threads("a/b#7"),
        )

    def test_kept_in_words(self):
        """Answers are asked for once, kept as JSON under sentences, and heard again by a replay."""
        issue = Snapshot(ref=self.REF, id=1, title="T", figures=Figures(comments=2))
        members = {"champions": frozenset({"april.marks"})}
        gitlab = FakeGitLab(issues={self.REF: issue}, past=(self.EVENT,), members=members)
        lookups = LiveLookUps(Index(), gitlab, shipped())
        expected = (True, False, self.AT, None, {"april.marks": self.AT}, 2)

        assert self.ask(lookups) == expected
        gitlab.past = ()
        assert self.ask(lookups) == expected
        kept = json.loads(json.dumps(lookups.answers))
        assert self.ask(Recorded(kept)) == expected
        assert kept == {
            "whether april.marks is a member of the group champions": True,
            "whether stranger is a member of the group champions": False,
            "when a/b#7 got 'bug'": "2027-01-11T09:00:00+00:00",
            "when a/b#7 got 'x'": None,
            "who acted on a/b#7 since 2027-01-11T09:00:00+00:00": {"april.marks": "2027-01-11T09:00:00+00:00"},
            "threads of a/b#7": 2,
        }

    @pytest.mark.parametrize("number", range(4))
    def test_not_asked(self, number):
        """A replay invents none of these answers."""
        asks = (
            lambda ask: ask.is_member(Place("project", "a/b"), "x"),
            lambda ask: ask.labelled_at("a/b#7", "x"),
            lambda ask: ask.acts_since("a/b#7", self.AT),
            lambda ask: ask.threads("a/b#7"),
        )
        with pytest.raises(NotRecorded):
            asks[number](Recorded({}))
