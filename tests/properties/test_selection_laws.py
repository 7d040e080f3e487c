"""Laws of selections: a condition and its opposite part all issues, and more conditions never select more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.config.model import Calendar
from automation.config.selection import Selection
from automation.decide.calendar import WorkCalendar
from automation.decide.listing import common
from automation.decide.lookups import Place
from automation.decide.selection.compiled import CompiledSelection
from automation.decide.selection.look import Look, Row
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, Snapshot
from tests.play import Answers

NOW = datetime(2027, 3, 31, 12, tzinfo=UTC)
CALENDAR = WorkCalendar.of(Calendar(timezone="Pacific/Auckland"))
LABELS = ("bug", "Topic::CI", "Topic::Docs", "Stale")
PEOPLE = ("april.marks", "stranger", "usher-bot")

instants = st.integers(0, 90 * 86_400).map(lambda seconds: NOW - timedelta(seconds=seconds))
numbers = st.integers(0, 4)
figures = st.builds(
    Figures,
    upvotes=numbers,
    comments=numbers,
    weight=st.none() | numbers,
    estimate=numbers,
    tasks=st.just(4),
    tasks_done=numbers,
    milestone_due=st.none() | st.dates(date(2027, 3, 29), date(2027, 4, 2)),
)
issues = st.builds(
    Snapshot,
    ref=st.just(IssueRef("a/b", 1)),
    id=st.just(1),
    title=st.sampled_from(["Draft: x", "x"]),
    description=st.sampled_from(["", " ", "text"]),
    state=st.sampled_from(["opened", "closed"]),
    confidential=st.booleans(),
    labels=st.frozensets(st.sampled_from(LABELS)),
    assignees=st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True).map(tuple),
    author=st.sampled_from(PEOPLE),
    due_date=st.none() | st.dates(date(2027, 3, 29), date(2027, 4, 2)),
    milestone=st.none() | st.just("17.8"),
    created_at=instants,
    updated_at=instants,
    figures=figures,
)
answers = st.builds(
    Answers,
    members=st.frozensets(st.sampled_from(PEOPLE)).map(lambda names: {"a/b": names}),
    labelled=instants.map(lambda at: {"Stale": at}),
    acts=st.dictionaries(st.sampled_from(PEOPLE), instants),
    threaded=st.integers(0, 2),
)


def takes(spec: dict[str, Any], issue: Snapshot, ask: Answers) -> bool:
    """Whether the selection `spec` takes `issue`."""
    chosen = CompiledSelection.of(Selection(**{"state": "all", **spec}), CALENDAR, lambda _: Place("project", "a/b"))
    row = Row(issue, NOW, CALENDAR)
    seen = Look(row=row, standing=issue.labels, ask=ask, is_bot=lambda name: name == "usher-bot")
    misses = chosen.misses(seen)
    # what the row alone rules out, all of it rules out
    assert chosen.row_misses(issue, NOW) is None or misses is not None
    return misses is None


OPPOSITES = [
    ({"labels": ["Topic::*"]}, {"without_labels": ["Topic::*"]}),
    ({"any_label": list(LABELS)}, {"without_labels": ["*"]}),
    ({"state": "opened"}, {"state": "closed"}),
    ({"confidential": True}, {"confidential": False}),
    ({"author_in": {"project": "p"}}, {"author_not_in": {"project": "p"}}),
    ({"author": ["april.marks"]}, {"author": ["stranger", "usher-bot"]}),
    ({"assignee": ["none"]}, {"assignee": ["any"]}),
    ({"milestone": "none"}, {"milestone": "any"}),
    ({"weight": "none"}, {"weight": "any"}),
    ({"estimate": "none"}, {"estimate": "any"}),
    ({"due": "none"}, {"due": "any"}),
    ({"created": {"older_than": "30 days"}}, {"created": {"newer_than": "30 days"}}),
    ({"updated": {"older_than": "1 month"}}, {"updated": {"newer_than": "1 month"}}),
    ({"title": "^Draft"}, {"title": "^(?!Draft)"}),
    ({"description": "none"}, {"description": r"\S"}),
    ({"upvotes": {"less_than": 2}}, {"upvotes": {"greater_than": 1}}),
    ({"threads": {"less_than": 2}}, {"threads": {"greater_than": 1}}),
    ({"tasks": "open"}, {"tasks": "done"}),
]


@pytest.mark.parametrize(("one", "other"), [pytest.param(*pair, id=next(iter(pair[0]))) for pair in OPPOSITES])
@given(issue=issues, ask=answers)
def test_opposites_part_all_issues(one, other, issue, ask):
    """Of a condition and its opposite every issue meets exactly one."""
    # there are never more threads than comments
    ask.threaded = min(ask.threaded, issue.figures.comments)

    assert takes(one, issue, ask) != takes(other, issue, ask)


@given(issue=issues, ask=answers)
def test_a_dwell_and_its_opposite(issue, ask):
    """An issue that has the label has it for long, or for less long."""
    spans = [
        takes({"labelled": [{"label": "Stale", end: "30 days"}]}, issue, ask) for end in ("older_than", "newer_than")
    ]

    assert spans.count(True) == ("Stale" in issue.labels)


@given(issue=issues, ask=answers)
def test_due_is_within_or_later(issue, ask):
    """What is overdue is due within any time."""
    assert not takes({"due": {"overdue": "0 days"}}, issue, ask) or takes({"due": {"within": "0 days"}}, issue, ask)


@given(issue=issues, ask=answers, at=instants)
def test_a_new_word_ends_the_quiet(issue, ask, at):
    """Whoever was heard of within the time, the issue is not quiet; bots make no difference."""
    quiet = {"quiet": "30 days"}
    with_bot = replace(ask, acts={**ask.acts, "usher-bot": NOW})
    with_person = replace(ask, acts={**ask.acts, "stranger": at})

    assert takes(quiet, issue, with_bot) == takes(quiet, issue, ask)
    assert not (takes(quiet, issue, with_person) and at > NOW - timedelta(days=30))


labels = st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True).map(
    lambda names: ",".join(sorted(names))
)
filters = st.fixed_dictionaries(
    {},
    optional={
        "labels": labels | st.sampled_from(["None", "Any"]),
        "not[labels]": labels,
        "state": st.sampled_from(["opened", "closed"]),
        "created_before": instants.map(datetime.isoformat),
        "updated_after": instants.map(datetime.isoformat),
    },
)


def lets_through(wanted: dict[str, str], issue: Snapshot) -> bool:
    """GitLab's filters, as its documentation says."""
    names = wanted.get("labels", "")
    labelled = {"None": not issue.labels, "Any": bool(issue.labels), "": True}
    return (
        labelled.get(names, set(names.split(",")) <= issue.labels)
        and issue.labels.isdisjoint(wanted.get("not[labels]", "").split(","))
        and wanted.get("state", issue.state) == issue.state
        and issue.created_at <= datetime.fromisoformat(wanted.get("created_before", NOW.isoformat()))
        and issue.updated_at >= datetime.fromisoformat(wanted.get("updated_after", "2000-01-01T00:00:00+00:00"))
    )


@given(one=filters, other=filters, issue=issues)
def test_common_filters_lose_nothing(one, other, issue):
    """What either of two filters lets through, their common ones do."""
    either = lets_through(one, issue) or lets_through(other, issue)

    assert not either or lets_through(common(one, other), issue)
