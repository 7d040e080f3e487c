"""Warnings about sweeps: policies that never run, that act on everything, that repeat themselves."""

from __future__ import annotations

import pytest

from automation.decide.compile import compile_config
from automation.lint.sweeps import never_swept, repeats, selects_everything
from automation.lint.warnings import warn
from tests.small import loaded, workflow
from tests.sweeping import policy

SCHEDULE = "schedules: [{name: S, rrule: FREQ=DAILY, at: '03:00', do: [{sweep: 'P*'}]}]\n"
HINT = "do: [{comment: {key: hint, text: Hm.}}]"


def warned(tmp_path, program, *checks):
    """Name and message of each warning, with the column."""
    found = loaded(workflow() + program, tmp_path)
    return [f"{one.spot.line}:{one.spot.column} {one.message} [{one.name}]" for one in _warn(found, checks)]


def _warn(found, checks):
    return warn(found, compile_config(found), checks or (never_swept, selects_everything, repeats))


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        pytest.param(SCHEDULE + policy("do: [{label: X}]"), [], id="a schedule calls it by a pattern"),
        pytest.param(policy("enabled: false, do: [{label: X}]"), [], id="it is off, as it should be"),
        pytest.param(
            policy("do: [{label: X}]"), ["12:12 no schedule has `sweep: Policy` [never-swept]"], id="nothing calls it"
        ),
        pytest.param(
            "stale: [{name: Old, after: 1 day, close_after: 1 day}]\n",
            ["11:16 no schedule has `sweep: Old` [never-swept]"],
            id="stale handling is said once",
        ),
    ],
)
def test_never_swept(tmp_path, program, expected):
    """A policy that only the command line would run is named."""
    assert warned(tmp_path, program, never_swept) == expected


@pytest.mark.parametrize(
    ("rest", "is_warned"),
    [
        pytest.param("do: [{label: X}]", True, id="nothing narrows it"),
        pytest.param("select: {state: all}, do: [{label: X}]", True, id="not even the state"),
        pytest.param("select: {labels: A}, do: [{label: X}]", False, id="a selection"),
        pytest.param("when: issue.confidential, do: [{label: X}]", False, id="a condition"),
        pytest.param("workflow: story, do: [{label: X}]", False, id="a workflow"),
        pytest.param("once: true, do: [{label: X}]", False, id="once"),
        pytest.param("limit: {oldest: 5}, do: [{label: X}]", False, id="a few"),
        pytest.param("digest: {project: open, title: T}", False, id="it only lists"),
    ],
)
def test_selects_everything(tmp_path, rest, is_warned):
    """A policy that acts on every open issue is named."""
    message = "13:5 Policy acts on every issue that is open; narrow it by select: or when: [selects-everything]"

    assert warned(tmp_path, SCHEDULE + policy(rest), selects_everything) == ([message] if is_warned else [])


@pytest.mark.parametrize(
    ("rest", "is_warned"),
    [
        pytest.param(f"select: {{labels: A}}, {HINT}", True, id="nothing changes"),
        pytest.param(
            "select: {labels: A}, do: [{when: {if: stage, do: [{comment: {key: h, text: x}}]}}]", True, id="within"
        ),
        pytest.param(f"select: {{labels: A}}, {HINT[:-1]}, {{label: B}}]", True, id="a label that nobody looks at"),
        pytest.param(f"select: {{quiet: 9 days}}, {HINT}", True, id="what Usher writes is no activity"),
        pytest.param(f"select: {{labels: A}}, when: author.is_member, {HINT}", True, id="a condition that stays true"),
        pytest.param(
            f"select: {{without_labels: 'B*'}}, {HINT[:-1]}, {{label: Bx}}]", False, id="a label selected against"
        ),
        pytest.param(f"select: {{labels: A}}, {HINT[:-1]}, {{unlabel: A}}]", False, id="the label is taken off"),
        pytest.param(f"select: {{labels: A}}, {HINT[:-1]}, {{close: true}}]", False, id="it is closed"),
        pytest.param(f"select: {{state: all}}, {HINT[:-1]}, {{close: true}}]", True, id="closed ones are selected too"),
        pytest.param(f"once: true, {HINT}", False, id="once"),
        pytest.param(f"select: {{updated: {{older_than: 9 days}}}}, {HINT}", False, id="the comment is an update"),
        pytest.param(f"when: not memory.hinted, {HINT}", False, id="a condition that may tell"),
        pytest.param("do: [{comment: {key: hint, text: Hm., lasting: true}}]", False, id="a message that lasts"),
        pytest.param("do: [{label: B}]", False, id="nothing is said"),
    ],
)
def test_repeats(tmp_path, rest, is_warned):
    """A comment that every sweep would post again is named."""
    found = warned(tmp_path, SCHEDULE + policy(rest), repeats)

    assert [one.partition(" ")[2].partition(" [")[2] for one in found] == (["repeats]"] if is_warned else [])
