"""Imported policies select the issues that gitlab-triage documents: the whole decision, over issues of all kinds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from typing import Final

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from automation.importing.convert import import_policies
from automation.model.events import EventKind
from automation.model.plan import UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, Snapshot
from tests.play import MONDAY, Play
from tests.small import CONFIG, PATH, compiled
from tests.triage_oracle import FILE, GROUP, MEMBERS, RULES, selected

TODAY: Final = MONDAY.date()
AGES: Final = st.sampled_from([timedelta(hours=1), timedelta(hours=29), timedelta(hours=31), timedelta(days=2)])
LONG: Final = AGES | st.sampled_from([timedelta(days=4), timedelta(days=29), timedelta(days=33), timedelta(days=400)])

ISSUES: Final = st.builds(
    Snapshot,
    ref=st.just(IssueRef(PATH, 1)),
    id=st.just(1),
    title=st.sampled_from(["Plain", "[Sailfish] Crash", "a [sail] b", "It goes BOOM", "[other]"]),
    description=st.sampled_from(["", "Words."]),
    state=st.sampled_from(["opened", "closed"]),
    confidential=st.booleans(),
    labels=st.frozensets(st.sampled_from(["bug", "idea", "keep", "p::1", "p::2"]), max_size=3),
    assignees=st.sampled_from([(), ("april.marks",), ("steve.george",)]),
    author=st.sampled_from(["april.marks", "steve.george", "partner-emea-1"]),
    due_date=st.none() | st.sampled_from([-3, -1, 0, 1, 7, 8, 30]).map(lambda days: TODAY + timedelta(days=days)),
    milestone=st.sampled_from([None, "17.0", "18.0"]),
    type=st.sampled_from(["Issue", "Incident"]),
    created_at=LONG.map(lambda age: MONDAY - age),
    updated_at=LONG.map(lambda age: MONDAY - age),
    figures=st.builds(
        Figures,
        upvotes=st.integers(0, 4),
        comments=st.integers(0, 3),
        merge_requests=st.integers(0, 1),
        weight=st.sampled_from([None, 0, 3]),
        estimate=st.sampled_from([0, 3600]),
        spent=st.sampled_from([0, 60]),
        tasks=st.integers(0, 2),
        tasks_done=st.integers(0, 2),
        milestone_state=st.sampled_from(["active", "closed"]),
        milestone_due=st.none() | st.sampled_from([TODAY - timedelta(days=1), TODAY, TODAY + timedelta(days=9)]),
    ),
)
#: the first that is found will do
FIRST: Final = settings(database=None, deadline=None, phases=[Phase.generate], max_examples=1000)


@cache
def rules():
    """The imported policies, compiled."""
    found = import_policies(FILE.read_text(encoding="utf-8"), FILE.name, project="stories")
    assert found.refused == ()
    return compiled(found.text, CONFIG.replace("groups: {", f"groups: {{gitlab-champions: {GROUP}, "))


def swept(name: str, issue: Snapshot) -> bool:
    """Whether the policy `name` does something with `issue`: the whole decision of a sweep."""
    play = Play(rules(), issue)
    play.ask.members[GROUP] = MEMBERS
    play.decide(play.event(EventKind.SWEEP, name, None, labels=None, state=None))
    assert play.errors == []
    return any(isinstance(effect, UpdateIssue) and "x" in effect.add_labels for effect in play.effects)


@pytest.mark.parametrize("name", RULES)
@given(issue=ISSUES)
@settings(max_examples=40, deadline=None)
def test_the_same_issues_are_selected(name, issue):
    """Whatever the issue is, the policy takes it where the rule does."""
    if issue.milestone is None:
        issue = replace(issue, figures=replace(issue.figures, milestone_state=None, milestone_due=None))

    assert swept(name, issue) == selected(name, issue, MONDAY)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("name", RULES)
def test_every_rule_tells_issues_apart(name, wanted):
    """Each rule of the file selects some of these issues and passes others over."""
    found = find(ISSUES, lambda issue: selected(name, issue, MONDAY) == wanted, settings=FIRST)

    assert selected(name, found, MONDAY) == wanted
