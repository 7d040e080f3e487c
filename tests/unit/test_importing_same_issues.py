"""Imported policies select the issues that gitlab-triage documents; what it says in Ruby is said here in Python.

Ages lie clear of the edges: of days gitlab-triage asks GitLab for whole dates, Usher counts to the second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from automation.importing.convert import import_policies
from automation.model.events import EventKind
from automation.model.plan import UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, Snapshot
from tests.play import MONDAY, Play
from tests.small import CONFIG, PATH, compiled

TEXT: Final = (Path(__file__).parent / "triage" / "selections.yml").read_text(encoding="utf-8")
RULES: Final = {rule["name"]: rule["conditions"] for rule in yaml.safe_load(TEXT)["resource_rules"]["issues"]["rules"]}
GROUP: Final = "gitlab-partners-public/gitlab-champions"
MEMBERS: Final = frozenset({"april.marks", "nicole.smith"})
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
#: Ruby of the file, in Python
RUBY: Final[Mapping[str, Callable[[Snapshot], Any]]] = {
    "nobody assigned": lambda issue: not issue.assignees,
    "title": lambda issue: re.search(r"^\[.*sail.*\]", issue.title.lower()),
    "another title": lambda issue: not re.search(r"crash|boom", issue.title, re.IGNORECASE),
    "no priority": lambda issue: not any(label.startswith("p::") for label in issue.labels),
    "due soon": lambda issue: issue.due_date and TODAY + timedelta(days=7) >= issue.due_date,
    "overdue": lambda issue: issue.due_date and issue.due_date < TODAY,
    "no words": lambda issue: issue.description == "",
    "no estimate, or nothing spent": lambda issue: not issue.figures.estimate or not issue.figures.spent,
    "tasks": lambda issue: issue.figures.tasks > issue.figures.tasks_done,
    "all tasks, and a merge request": lambda issue: (
        issue.figures.tasks == issue.figures.tasks_done and issue.figures.merge_requests > 0
    ),
    "a closed milestone": lambda issue: issue.milestone and issue.figures.milestone_state == "closed",
    "an expired milestone": lambda issue: (
        issue.milestone and issue.figures.milestone_due and issue.figures.milestone_due < TODAY
    ),
    "a choice": lambda issue: issue.figures.upvotes > 2 if "bug" in issue.labels else not issue.confidential,
    "since long": lambda issue: issue.updated_at + timedelta(days=3) <= MONDAY and not issue.confidential,
}
#: the first that is found will do
FIRST: Final = settings(database=None, phases=[Phase.generate], max_examples=1000)
SPANS: Final = {"hours": timedelta(hours=1), "months": timedelta(days=31)}


def old(value: Any, issue: Snapshot) -> bool:
    """Whether a date is as old, or as new, as `value` says."""
    at = {"created_at": issue.created_at, "updated_at": issue.updated_at}[value["attribute"]]
    return (MONDAY - at >= SPANS[value["interval_type"]] * value["interval"]) == (value["condition"] == "older_than")


#: each condition, by what is written and the issue
CONDITIONS: Final[Mapping[str, Callable[[Any, Snapshot], Any]]] = {
    "state": lambda value, issue: issue.state == value,
    "labels": lambda value, issue: any(set(wanted) <= issue.labels for wanted in combinations(value, issue)),
    "forbidden_labels": lambda value, issue: not set(value) & issue.labels,
    # of the one rule that has it
    "no_additional_labels": lambda _, issue: issue.labels in ({"bug", "p::1"}, {"bug", "p::2"}),
    "date": old,
    "milestone": lambda value, issue: issue.milestone == (None if value == "none" else value),
    "author_username": lambda value, issue: issue.author == value,
    "author_member": lambda _, issue: issue.author not in MEMBERS,
    "assignee_member": lambda _, issue: issue.assignees and issue.assignees[0] not in MEMBERS,
    "votes": lambda value, issue: issue.figures.upvotes > value["threshold"],
    "discussions": lambda value, issue: issue.figures.comments < value["threshold"],
    "issue_type": lambda value, issue: issue.type.lower() == value,
    "weight": lambda value, issue: issue.figures.weight == value,
}


def selected(name: str, issue: Snapshot) -> bool:
    """Whether gitlab-triage selects `issue` by the rule `name`, as its manual says."""
    written = RULES[name]
    plain = all(CONDITIONS[key](value, issue) for key, value in written.items() if key != "ruby")
    return bool(plain and ("ruby" not in written or RUBY[name](issue)))


def combinations(labels: list[str], issue: Snapshot) -> list[list[str]]:
    """The lists of labels that the braces of `labels` stand for; a rule is carried out for each."""
    match labels:
        case ["None"]:
            return [[]] if not issue.labels else []
        case ["Any"]:
            return [[]] if issue.labels else []
        case ["p::{1, 2}", "{bug,idea}"]:
            return [[priority, kind] for priority in ("p::1", "p::2") for kind in ("bug", "idea")]
        case ["bug", "p::{1..2}"]:
            return [["bug", "p::1"], ["bug", "p::2"]]
    assert not any("{" in label for label in labels)
    return [labels]


@cache
def rules():
    """The imported policies, compiled."""
    found = import_policies(TEXT, "selections.yml", project="stories")
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
@settings(max_examples=40)
def test_the_same_issues_are_selected(name, issue):
    """Whatever the issue is, the policy takes it where the rule does."""
    if issue.milestone is None:
        issue = replace(issue, figures=replace(issue.figures, milestone_state=None, milestone_due=None))

    assert swept(name, issue) == selected(name, issue)


@pytest.mark.parametrize("wanted", [True, False])
@pytest.mark.parametrize("name", RULES)
def test_every_rule_tells_issues_apart(name, wanted):
    """Each rule of the file selects some of these issues and passes others over."""
    found = find(ISSUES, lambda issue: selected(name, issue) == wanted, settings=FIRST)

    assert selected(name, found) == wanted
