"""Selections: every condition, what it takes, and the words for what it does not take."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from automation.config.model import Calendar
from automation.config.selection import Selection
from automation.decide.calendar import WorkCalendar
from automation.decide.lookups import Place
from automation.decide.selection.compiled import CompiledSelection
from automation.decide.selection.look import Look, Row
from automation.decide.templates import ConditionError
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, Snapshot
from tests.play import Answers

NOW = datetime(2027, 1, 11, 11, tzinfo=UTC)
#: it is the 12th there
CALENDAR = WorkCalendar.of(Calendar(timezone="Pacific/Kiritimati"))
FIGURES = Figures(
    upvotes=3,
    downvotes=1,
    comments=4,
    merge_requests=2,
    weight=5,
    estimate=3600,
    tasks=4,
    tasks_done=1,
    closed_at=NOW - timedelta(days=3),
    health="at_risk",
    iteration="Sprint 4",
    milestone_state="active",
    milestone_starts=date(2027, 1, 1),
    milestone_due=date(2027, 1, 31),
)
ISSUE = Snapshot(
    ref=IssueRef("gitlab-com/marketing/stories", 7),
    id=7,
    title="[RFC] Helios moves to runners",
    description="- [x] one\n- [ ] two",
    labels=frozenset({"bug", "Topic::CI", "Area [x]"}),
    assignees=("sa-emea", "Nicole.Smith"),
    author="April.Marks",
    due_date=date(2027, 1, 12),
    milestone="17.8",
    type="Test Case",
    created_at=NOW - timedelta(days=40),
    updated_at=NOW - timedelta(hours=5),
    figures=FIGURES,
)
ASK = Answers(
    members={"gitlab-com": frozenset({"April.Marks"}), "gitlab-com/marketing/stories": frozenset({"sa-emea"})},
    labelled={"bug": NOW - timedelta(days=10)},
    acts={
        "usher-bot": NOW,
        "project_7_bot_1": NOW - timedelta(hours=1),
        "april.marks": NOW - timedelta(days=20),
        "": NOW - timedelta(days=25),
    },
    threaded=2,
)


def place_of(members):
    """Groups and projects by key."""
    return Place("group", "gitlab-com") if members.group else Place("project", "gitlab-com/marketing/stories")


def compiled(**spec):
    """The selection, ready."""
    return CompiledSelection.of(Selection(**spec), CALENDAR, place_of)


def look(issue=ISSUE, *, standing=None, last_human=None, ask=ASK):
    """A look at `issue`."""
    return Look(
        row=Row(issue, NOW, CALENDAR),
        standing=issue.labels if standing is None else standing,
        ask=ask,
        is_bot=lambda name: "bot" in name,
        last_human=last_human,
    )


BARE = replace(
    ISSUE, labels=frozenset(), assignees=(), due_date=None, milestone=None, description=" ", figures=Figures()
)

TAKEN_OR_NOT = [
    ("opened by default", {}, ISSUE, None),
    ("closed is not opened", {}, replace(ISSUE, state="closed"), "state: it is closed"),
    ("closed alone", {"state": "closed"}, ISSUE, "state: it is opened"),
    ("open and closed", {"state": "all"}, replace(ISSUE, state="closed"), None),
    ("all labels", {"labels": ["bug", "Topic::*"]}, ISSUE, None),
    ("a label is missing", {"labels": ["bug", "Size::*"]}, ISSUE, "labels: Size::* is not set"),
    ("case matters in labels", {"labels": ["Bug"]}, ISSUE, "labels: Bug is not set"),
    ("a bracket is a bracket", {"labels": ["Area [x]"]}, ISSUE, None),
    ("one of some labels", {"any_label": ["Size::*", "bug"]}, ISSUE, None),
    ("none of some labels", {"any_label": ["A", "B*"]}, ISSUE, "any_label: none of A, B* is set"),
    ("without a label", {"without_labels": ["Stale"]}, ISSUE, None),
    ("with what must not be", {"without_labels": ["Stale", "Topic::*"]}, ISSUE, "without_labels: Topic::CI is set"),
    ("without any label", {"without_labels": ["*"]}, BARE, None),
    ("with some label", {"without_labels": ["*"]}, ISSUE, "without_labels: Area [x], Topic::CI, bug is set"),
    ("no others", {"labels": ["bug"], "any_label": ["Topic::*", "Area*"], "no_other_labels": True}, ISSUE, None),
    ("others", {"labels": ["bug"], "no_other_labels": True}, ISSUE, "no_other_labels: Area [x], Topic::CI is set"),
    ("author in any case", {"author": ["nobody", "april.marks"]}, ISSUE, None),
    ("another author", {"author": ["nicole.smith"]}, ISSUE, "author: it is april.marks"),
    ("an assignee", {"assignee": ["nicole.smith"]}, ISSUE, None),
    ("another assignee", {"assignee": ["x"]}, ISSUE, "assignee: assigned to sa-emea, Nicole.Smith"),
    ("nobody assigned", {"assignee": ["None"]}, BARE, None),
    ("somebody assigned", {"assignee": ["any"]}, BARE, "assignee: assigned to nobody"),
    ("the milestone", {"milestone": "17.8"}, ISSUE, None),
    ("another milestone", {"milestone": "17.9"}, ISSUE, "milestone: it has 17.8, due on 2027-01-31"),
    ("no milestone", {"milestone": "None"}, BARE, None),
    ("some milestone", {"milestone": "any"}, BARE, "milestone: it has none"),
    ("a milestone to come", {"milestone": "upcoming"}, ISSUE, None),
    ("a milestone under way", {"milestone": "started"}, ISSUE, None),
    ("a milestone that is over", {"milestone": "expired"}, ISSUE, "milestone: it has 17.8, due on 2027-01-31"),
    ("no milestone is over", {"milestone": "expired"}, BARE, "milestone: it has none"),
    (
        "due today is neither over nor to come",
        {"milestone": "expired"},
        replace(ISSUE, figures=replace(FIGURES, milestone_due=date(2027, 1, 12))),
        "milestone: it has 17.8, due on 2027-01-12",
    ),
    (
        "closed before its time",
        {"milestone": "started"},
        replace(ISSUE, figures=replace(FIGURES, milestone_state="closed")),
        "milestone: it has 17.8, due on 2027-01-31",
    ),
    ("the type", {"type": ["issue", "test_case"]}, ISSUE, None),
    ("another type", {"type": ["incident"]}, ISSUE, "type: it is test_case"),
    ("not confidential", {"confidential": False}, ISSUE, None),
    ("confidential", {"confidential": True}, ISSUE, "confidential: it is not confidential"),
    ("the weight", {"weight": 5}, ISSUE, None),
    ("another weight", {"weight": 4}, ISSUE, "weight: there is 5"),
    ("weight nought is one", {"weight": 0}, BARE, "weight: there is none"),
    ("no weight", {"weight": "None"}, BARE, None),
    ("some weight", {"weight": "any"}, ISSUE, None),
    ("a range of weights", {"weight": {"less_than": 6, "greater_than": 4}}, ISSUE, None),
    ("no weight is in no range", {"weight": {"less_than": 6}}, BARE, "weight: there is none"),
    ("the iteration", {"iteration": "Sprint 4"}, ISSUE, None),
    ("no iteration", {"iteration": "none"}, ISSUE, "iteration: it has Sprint 4"),
    (
        "one without a title is one",
        {"iteration": "none"},
        replace(ISSUE, figures=Figures(iteration="")),
        "iteration: it has one without a title",
    ),
    ("some iteration", {"iteration": "any"}, BARE, "iteration: it has none"),
    ("the health", {"health": "at_risk"}, ISSUE, None),
    ("another health", {"health": "on_track"}, BARE, "health: it is not set"),
    ("a title", {"title": r"(?i)^\[rfc\]"}, ISSUE, None),
    ("another title", {"title": r"^(?!\[RFC\])"}, ISSUE, r"title: it does not match ^(?!\[RFC\])"),
    ("a description", {"description": r"two$"}, ISSUE, None),
    ("no description", {"description": "none"}, BARE, None),
    ("some description", {"description": "None"}, ISSUE, "description: there is one"),
    ("old", {"created": {"older_than": "1 month"}}, ISSUE, None),
    (
        "not old",
        {"created": {"older_than": "2 months"}},
        ISSUE,
        "created: opened 2026-12-02 11:00 UTC, not 2 months ago",
    ),
    ("just as old", {"created": {"older_than": "40 days"}}, ISSUE, None),
    (
        "just as old is not newer",
        {"created": {"newer_than": "40 days"}},
        ISSUE,
        "created: opened 2026-12-02 11:00 UTC, more than 40 days ago",
    ),
    (
        "changed long ago",
        {"updated": {"older_than": "6 hours"}},
        ISSUE,
        "updated: changed 2027-01-11 06:00 UTC, not 6 hours ago",
    ),
    ("new", {"updated": {"newer_than": "6 hours", "older_than": "300 minutes"}}, ISSUE, None),
    ("closed", {"state": "all", "closed": {"older_than": "3 days"}}, ISSUE, None),
    ("never closed", {"state": "all", "closed": {"newer_than": "1 year"}}, BARE, "closed: it was never closed"),
    ("due", {"due": "any"}, ISSUE, None),
    ("not due", {"due": "any"}, BARE, "due: no due date"),
    ("without a due date", {"due": "None"}, ISSUE, "due: due on 2027-01-12"),
    ("due within", {"due": {"within": "0 days"}}, ISSUE, None),
    (
        "due later",
        {"due": {"within": "1 week"}},
        replace(ISSUE, due_date=date(2027, 1, 20)),
        "due: due on 2027-01-20",
    ),
    ("overdue is within", {"due": {"within": "1 day"}}, replace(ISSUE, due_date=date(2026, 1, 1)), None),
    ("due today is not overdue", {"due": {"overdue": "0 days"}}, ISSUE, "due: due on 2027-01-12"),
    ("since yesterday", {"due": {"overdue": "0 days"}}, replace(ISSUE, due_date=date(2027, 1, 11)), None),
    (
        "not for long",
        {"due": {"overdue": "2 days"}},
        replace(ISSUE, due_date=date(2027, 1, 10)),
        "due: due on 2027-01-10",
    ),
    ("upvotes", {"upvotes": {"greater_than": 2}}, ISSUE, None),
    ("few upvotes", {"upvotes": {"greater_than": 3}}, ISSUE, "upvotes: there is 3"),
    ("downvotes", {"downvotes": {"less_than": 1}}, ISSUE, "downvotes: there is 1"),
    ("comments", {"comments": {"less_than": 5}}, ISSUE, None),
    ("many comments", {"comments": {"less_than": 4}}, ISSUE, "comments: there is 4"),
    ("merge requests", {"merge_requests": {"less_than": 1}}, ISSUE, "merge_requests: there is 2"),
    ("tasks are open", {"tasks": "open"}, ISSUE, None),
    ("tasks are not done", {"tasks": "done"}, ISSUE, "tasks: 1 of 4 are ticked"),
    ("no tasks are not done tasks", {"tasks": "done"}, BARE, "tasks: 0 of 0 are ticked"),
    ("no tasks", {"tasks": "none"}, BARE, None),
    ("an estimate", {"estimate": "any"}, ISSUE, None),
    ("no estimate", {"estimate": "none"}, ISSUE, "estimate: there is 3600"),
    ("nothing spent", {"spent": "any"}, ISSUE, "spent: there is none"),
    ("author is a member", {"author_in": {"group": "g"}}, ISSUE, None),
    (
        "author is no member",
        {"author_in": {"project": "p"}},
        ISSUE,
        "author_in: April.Marks is no member of gitlab-com/marketing/stories",
    ),
    ("author is an outsider", {"author_not_in": {"project": "p"}}, ISSUE, None),
    (
        "author is none",
        {"author_not_in": {"group": "g"}},
        ISSUE,
        "author_not_in: April.Marks is a member of gitlab-com",
    ),
    ("a deleted author is no member", {"author_not_in": {"group": "g"}}, replace(ISSUE, author=""), None),
    ("an assignee is a member", {"assignee_in": {"project": "p"}}, ISSUE, None),
    (
        "no assignee is a member",
        {"assignee_in": {"group": "g"}},
        ISSUE,
        "assignee_in: sa-emea, Nicole.Smith is no member of gitlab-com",
    ),
    ("nobody of them there", {"assignee_not_in": {"group": "g"}}, ISSUE, None),
    (
        "somebody of them there",
        {"assignee_not_in": {"project": "p"}},
        ISSUE,
        "assignee_not_in: sa-emea is a member of gitlab-com/marketing/stories",
    ),
    ("nobody is assigned", {"assignee_not_in": {"group": "g"}}, BARE, "assignee_not_in: nobody is assigned"),
    ("a label for long", {"labelled": {"label": "bug", "older_than": "10 days"}}, ISSUE, None),
    (
        "a label not for long",
        {"labelled": {"label": "bug", "older_than": "11 days"}},
        ISSUE,
        "labelled: bug was set 2027-01-01 11:00 UTC, not 11 days ago",
    ),
    ("a label that is not set", {"labelled": {"label": "x", "older_than": "1 day"}}, ISSUE, "labelled: x is not set"),
    (
        "longer than there is an issue",
        {"labelled": {"label": "bug", "older_than": "41 days"}},
        ISSUE,
        "labelled: opened 2026-12-02 11:00 UTC, not 41 days ago",
    ),
    ("a label from the beginning", {"labelled": {"label": "Topic::CI", "older_than": "39 days"}}, ISSUE, None),
    ("a new label", {"labelled": [{"label": "bug", "newer_than": "11 days"}]}, ISSUE, None),
    ("threads", {"threads": {"greater_than": 1}}, ISSUE, None),
    ("few threads", {"threads": {"greater_than": 2}}, ISSUE, "threads: there are 2"),
    ("too few comments", {"threads": {"greater_than": 4}}, ISSUE, "threads: there are only 4 comments"),
    ("no threads", {"threads": {"less_than": 1}}, BARE, None),
    ("quiet but for bots", {"quiet": "19 days"}, ISSUE, None),
    ("not quiet", {"quiet": "21 days"}, ISSUE, "quiet: april.marks was heard of 2026-12-22 11:00 UTC"),
    (
        "a deleted account is a person",
        {"quiet": "26 days"},
        ISSUE,
        "quiet: april.marks was heard of 2026-12-22 11:00 UTC",
    ),
    ("quieter than it is old", {"quiet": "41 days"}, ISSUE, "quiet: opened 2026-12-02 11:00 UTC, not 41 days ago"),
]


@pytest.mark.parametrize(("spec", "issue", "words"), [pytest.param(*row[1:], id=row[0]) for row in TAKEN_OR_NOT])
def test_each_condition(spec, issue, words):
    """A condition takes an issue, or says what it saw instead."""
    assert compiled(**spec).misses(look(issue)) == words


def test_every_key_is_in_the_table():
    """No condition is without an example of an issue that it does not take."""
    missed = {words.partition(":")[0] for *_, words in TAKEN_OR_NOT if words}

    assert set(Selection.model_fields) - missed == set()


class Silent(Answers):
    """Whoever asks this, asks too much."""

    def is_member(self, place, username):
        """Too much."""
        raise AssertionError

    labelled_at = acts_since = threads = is_member


@pytest.mark.parametrize(
    ("spec", "facts"),
    [
        pytest.param({"quiet": "30 days", "labels": "x"}, {}, id="another condition fails"),
        pytest.param({"quiet": "50 days"}, {}, id="the issue is younger"),
        pytest.param({"quiet": "30 days"}, {"last_human": NOW - timedelta(days=29)}, id="Usher itself heard somebody"),
        pytest.param(
            {"labelled": {"label": "bug", "older_than": "1 day"}}, {"standing": frozenset()}, id="set just now"
        ),
        pytest.param({"labelled": {"label": "bug", "older_than": "50 days"}}, {}, id="a label older than its issue"),
        pytest.param({"threads": {"greater_than": 9}}, {}, id="fewer comments than threads wanted"),
        pytest.param({"author_in": {"group": "g"}, "title": "nothing"}, {}, id="a title that does not match"),
    ],
)
def test_nothing_is_asked_that_need_not_be(spec, facts):
    """What the row tells, and what Usher knows, is looked at before anybody is asked."""
    assert compiled(**spec).misses(look(ask=Silent(), **facts)) is not None


def test_rows_alone():
    """A row that may be selected passes, whatever would have to be asked for."""
    selection = compiled(labels="bug", author_in={"project": "p"}, quiet="30 days")

    assert selection.row_misses(ISSUE, NOW) is None
    assert selection.row_misses(BARE, NOW) == "labels: bug is not set"


def test_a_slow_expression_is_a_fault():
    """Nobody waits for an expression that tries a million ways; the words of the issue are not told."""
    issue = replace(ISSUE, title="a" * 200 + "!")

    with pytest.raises(ConditionError, match=r"^select.title: the expression takes too long on this text; write it"):
        compiled(title=r"(a|aa)+$").row_misses(issue, NOW)


def test_long_descriptions_are_cut():
    """The first hundred thousand characters are looked at."""
    issue = replace(ISSUE, description="x" * 99_999 + "ab")

    assert compiled(description="xa$").row_misses(issue, NOW) is None
    assert compiled(description="b").row_misses(issue, NOW) == "description: it does not match b"
