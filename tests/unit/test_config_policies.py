"""Policies and selections that cannot be meant: each fault at its place, with what would be right."""

from __future__ import annotations

import re

import pytest

from tests.small import compiled, faults, workflow
from tests.sweeping import policy

#: where the braces of the policy begin
LINE = 12


def found(tmp_path, program: str) -> list[str]:
    """The faults without the name of the file and the value."""
    return [re.sub(r" \(got .*?\)\.", ".", fault.partition(":")[2], count=1) for fault in faults(program, tmp_path)]


SELECTIONS = [
    ("state: open", "this is none of the allowed values. Did you mean 'opened'? Allowed: opened, closed, all."),
    ("lables: x", "unknown key"),
    ("created: {older_than: a month}", "this is no length of time. Write for instance 30 days, 12 hours, 6 weeks"),
    ("created: {older_than: 200 years}", "this is more than a hundred years. Write at most 100 years."),
    ("created: {}", "give older_than, newer_than, or both"),
    (
        "created: {older_than: 30 days, newer_than: 4 weeks}",
        "nothing is older than 30 days and newer than 4 weeks. Make",
    ),
    ("quiet: 5 working days", "this is no length of time."),
    ("due: {within: 12 hours}", "this is no number of days. Write for instance 3 days, 1 week or 2 months."),
    ("due: {within: 1 day, overdue: 1 day}", "give either within or overdue"),
    ("due: soon", "this is none of the allowed values. Allowed: none, any."),
    ("due: 3", "this must be a mapping of keys to values"),
    ("weight: {less: 3}", "unknown key. Did you mean 'less_than'? Allowed: less_than, greater_than."),
    ("weight: heavy", "this is none of the allowed values. Allowed: none, any."),
    ("closed: {older_than: 1 day}", "only open issues are selected. Write state: closed, or all, beside it."),
    ("title: '('", "this is no regular expression: missing ) at position 1. Put a backslash before signs that are"),
    ("description: '[a'", "this is no regular expression: unterminated character set at position 2."),
    ("type: [issue, isue]", "there is no type of this name. Did you mean 'issue'?"),
    ("weight: {less_than: 3, greater_than: 2}", "no number is in this range. Make less_than the larger number by two"),
    ("upvotes: {less_than: 0}", "no number is in this range."),
    ("labels: A, without_labels: [B, A]", "this label is wanted at the same time. Leave it out here or there."),
    ("any_label: A, without_labels: '*'", "this label is wanted at the same time."),
    ("labelled: {label: 'A*', older_than: 1 day}", "this must be one label. Write the name of one label."),
    ("labels: 'A, b'", "GitLab takes no comma in the name of a label. Write several labels as a list, or the name"),
    ("labels: C, any_label: ['A, b']", "GitLab takes no comma in the name of a label."),
    ("without_labels: ['A, b']", "GitLab takes no comma in the name of a label."),
    ("labelled: {label: 'A, b', older_than: 1 day}", "GitLab takes no comma in the name of a label."),
    ("no_other_labels: true", "no labels are named that an issue may have. Name them under labels or any_label;"),
    ("author_in: {group: champion}", "there is no group of this name. Did you mean 'champions'?"),
    ("author_in: {project: champions}", "there is no project of this name."),
    ("author_in: {}", "give either project or group"),
    ("assignee: [none, april.marks]", "none and any stand alone. Write none or any alone, or usernames."),
    (
        "assignee: none, assignee_in: {group: champions}",
        "an assignee is wanted at the same time. Leave out one of them.",
    ),
]


@pytest.mark.parametrize(("select", "expected"), [pytest.param(*row, id=row[0]) for row in SELECTIONS])
def test_selections(tmp_path, select, expected):
    """A word that is not understood, a name that is none, a condition that nothing meets."""
    (fault,) = found(tmp_path, workflow() + policy(f"select: {{{select}}}, do: [{{label: X}}]"))

    line, _, words = fault.partition(":")
    assert (int(line), words.partition(": ")[2][: len(expected)]) == (LINE, expected)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param(
            policy("select: {labels: A}"),
            "12:5: this policy does nothing. Write do: with actions, or digest:.",
            id="nothing to do",
        ),
        pytest.param(
            policy("workflow: storry, do: [{label: X}]"),
            "12:30: there is no workflow of this name. Did you mean 'story'? Known: story.",
            id="a workflow that is none",
        ),
        pytest.param(
            policy("do: [{lable: X}]"),
            "12:26: there is no such action. Did you mean 'label'?",
            id="an action that is none",
        ),
        pytest.param(
            policy("when: issue.upvote > 3, do: [{label: X}]"),
            "12:26: there is no 'upvote'. Did you mean 'upvotes'?",
            id="a condition that names nothing",
        ),
        pytest.param(
            policy("limit: {newest: 1, oldest: 2}, do: [{label: X}]"),
            "12:27: give either newest or oldest",
            id="two limits",
        ),
        pytest.param(
            policy("do: [{label: X}]", "' '"), "12:12: this is no name. Write some words.", id="a name without words"
        ),
        pytest.param(
            "rules: [{name: Policy, on: sweep, do: [{label: X}]}]\n" + policy("do: [{label: X}]"),
            "13:12: another rule or policy has this name. The other one is at programs/stories.yml:11:10. Rename one.",
            id="a rule of this name",
        ),
        pytest.param(
            policy("do: [{label: X}]", "'Old: warn'") + "stale: [{name: Old, after: 1 day}]\n",
            "13:16: another rule or policy has this name. The other one is at programs/stories.yml:12:6. Rename one.",
            id="the name of what stale handling does",
        ),
        pytest.param(
            "rules: [{name: R, on: 'sweep(Nightly)', do: [{label: X}]}]\n",
            "11:23: sweep takes no pattern. Triggers may be sweep alone.",
            id="a pattern for sweeps",
        ),
        pytest.param(
            "stale: [{name: Old, after: soon}]\n",
            "11:28: this is no length of time. Write for instance 30 days, 12 hours, 6 weeks or 2 months.",
            id="stale after no time",
        ),
        pytest.param(
            "stale: [{name: Old, after: 1 day, close_after: never}]\n",
            "11:48: this is no length of time.",
            id="closed after no time",
        ),
        pytest.param(
            "stale: [{name: Old, after: 1 day, select: {state: closed}}]\n",
            "11:51: only open issues become stale. Leave it out.",
            id="closed issues that are stale",
        ),
        pytest.param(
            "stale: [{name: Old, after: 1 day, select: {quiet: 3 days}}]\n",
            "11:51: `after` says already how long an issue is quiet. Leave it out.",
            id="quiet twice",
        ),
        pytest.param(
            "stale: [{name: Old, after: 1 day, select: {labels: Stale}}]\n",
            "11:52: this label is what marks a stale issue. Leave it out.",
            id="what is marked already",
        ),
        pytest.param(
            "stale: [{name: Old, after: 1 day, label: 'Stale*'}]\n",
            "11:42: this must be one label. Write the name of one label, such as Stale.",
            id="a label that is several",
        ),
    ],
)
def test_policies(tmp_path, program, expected):
    """Everything is said at its place, and once."""
    (fault,) = found(tmp_path, workflow() + program)

    assert fault[: len(expected)] == expected


def test_a_faulty_policy_is_not_missed(tmp_path):
    """A schedule that sweeps it is not wrong for that."""
    schedule = "schedules: [{name: S, rrule: FREQ=DAILY, at: '03:00', do: [{sweep: Policy}]}]\n"

    (fault,) = found(tmp_path, workflow() + schedule + policy("select: {quiet: soon}, do: [{label: X}]"))

    assert "this is no length of time" in fault


@pytest.mark.parametrize(
    "select",
    [
        "created: {older_than: 45 minutes}, updated: {newer_than: 18 months}",
        "closed: {newer_than: 2 years}, state: all",
        "milestone: Upcoming, weight: ANY, estimate: None, spent: any, due: none, tasks: open, health: on_track",
        "threads: {less_than: 2}, comments: {greater_than: 0}, iteration: any, confidential: true, type: Incident",
        "description: none, title: '(?i)^(?!draft)', assignee: Any",
    ],
)
def test_right_ones(select):
    """Every word that the reference names is understood."""
    assert list(compiled(workflow() + policy(f"select: {{{select}}}, do: [{{label: X}}]")).policies) == ["Policy"]
