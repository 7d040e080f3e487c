"""What gitlab-triage selects by the rules of tests/unit/triage/selections.yml, as its manual says; its Ruby in Python.

Ages are to lie clear of the edges: of days gitlab-triage asks GitLab for whole dates, Usher counts to the second.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import yaml

from automation.model.snapshot import Snapshot

FILE: Final = Path(__file__).parent / "unit" / "triage" / "selections.yml"
#: conditions by the name of their rule
RULES: Final = {
    rule["name"]: rule["conditions"]
    for rule in yaml.safe_load(FILE.read_text(encoding="utf-8"))["resource_rules"]["issues"]["rules"]
}
#: the group that the rules name, and who is in it
GROUP: Final = "gitlab-partners-public/gitlab-champions"
MEMBERS: Final = frozenset({"april.marks", "nicole.smith"})
SPANS: Final = {"hours": timedelta(hours=1), "months": timedelta(days=31)}


def _due(issue: Snapshot, now: datetime, days: int) -> bool:
    return issue.due_date is not None and issue.due_date <= now.date() + timedelta(days=days)


#: Ruby of the file, by the issue and this instant
RUBY: Final[Mapping[str, Callable[[Snapshot, datetime], Any]]] = {
    "nobody assigned": lambda issue, _: not issue.assignees,
    "title": lambda issue, _: re.search(r"^\[.*sail.*\]", issue.title.lower()),
    "another title": lambda issue, _: not re.search(r"crash|boom", issue.title, re.IGNORECASE),
    "no priority": lambda issue, _: not any(label.startswith("p::") for label in issue.labels),
    "due soon": lambda issue, now: _due(issue, now, 7),
    "overdue": lambda issue, now: _due(issue, now, -1),
    "no words": lambda issue, _: issue.description == "",
    "no estimate, or nothing spent": lambda issue, _: not issue.figures.estimate or not issue.figures.spent,
    "tasks": lambda issue, _: issue.figures.tasks > issue.figures.tasks_done,
    "all tasks, and a merge request": lambda issue, _: (
        issue.figures.tasks == issue.figures.tasks_done and issue.figures.merge_requests > 0
    ),
    "a closed milestone": lambda issue, _: issue.milestone and issue.figures.milestone_state == "closed",
    "an expired milestone": lambda issue, now: (
        issue.milestone and issue.figures.milestone_due and issue.figures.milestone_due < now.date()
    ),
    "a choice": lambda issue, _: issue.figures.upvotes > 2 if "bug" in issue.labels else not issue.confidential,
    "since long": lambda issue, now: issue.updated_at + timedelta(days=3) <= now and not issue.confidential,
}


def _aged(value: Any, issue: Snapshot, now: datetime) -> bool:
    at = {"created_at": issue.created_at, "updated_at": issue.updated_at}[value["attribute"]]
    return (now - at >= SPANS[value["interval_type"]] * value["interval"]) == (value["condition"] == "older_than")


#: each condition, by what is written, the issue and this instant
CONDITIONS: Final[Mapping[str, Callable[[Any, Snapshot, datetime], Any]]] = {
    "state": lambda value, issue, _: issue.state == value,
    "labels": lambda value, issue, _: any(set(wanted) <= issue.labels for wanted in _combinations(value, issue)),
    "forbidden_labels": lambda value, issue, _: not set(value) & issue.labels,
    # of the one rule that has it
    "no_additional_labels": lambda _value, issue, _: issue.labels in ({"bug", "p::1"}, {"bug", "p::2"}),
    "date": _aged,
    "milestone": lambda value, issue, _: issue.milestone == (None if value == "none" else value),
    "author_username": lambda value, issue, _: issue.author == value,
    "author_member": lambda _value, issue, _: issue.author not in MEMBERS,
    "assignee_member": lambda _value, issue, _: issue.assignees and issue.assignees[0] not in MEMBERS,
    "votes": lambda value, issue, _: issue.figures.upvotes > value["threshold"],
    "discussions": lambda value, issue, _: issue.figures.comments < value["threshold"],
    "issue_type": lambda value, issue, _: issue.type.lower() == value,
    "weight": lambda value, issue, _: issue.figures.weight == value,
}


def selected(name: str, issue: Snapshot, now: datetime) -> bool:
    """Whether gitlab-triage selects `issue` by the rule `name` at `now` (UTC)."""
    written = RULES[name]
    plain = all(CONDITIONS[key](value, issue, now) for key, value in written.items() if key != "ruby")
    return bool(plain and ("ruby" not in written or RUBY[name](issue, now)))


def _combinations(labels: list[str], issue: Snapshot) -> list[list[str]]:
    """The lists of labels that the braces of `labels` stand for; a rule is carried out for each."""
    match labels:
        case ["None"]:
            return [] if issue.labels else [[]]
        case ["Any"]:
            return [[]] if issue.labels else []
        case ["p::{1, 2}", "{bug,idea}"]:
            return [[priority, kind] for priority in ("p::1", "p::2") for kind in ("bug", "idea")]
        case ["bug", "p::{1..2}"]:
            return [["bug", "p::1"], ["bug", "p::2"]]
    assert not any("{" in label for label in labels)
    return [labels]
