"""`usher simulate --issue`: an issue as it is, as it might be, and what comes by itself."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from automation.commands import simulate_issue
from automation.commands.main import main
from automation.decide.whatif import Wish, imagined
from automation.model.events import Change
from automation.runtime.store import Store
from tests.explain_parts import REF, lived
from tests.fakes_gitlab import FakeGitLab
from tests.play import MONDAY
from tests.small import compiled, fresh, workflow, written

PROGRAM = (
    workflow(
        "clocks: {Reply: {steps: [{at: 2 days, name: Late, do: [{comment: {key: late, text: Late.}}]}]}}\n"
        "service_level: {}"
    )
    + """\
rules:
  - {name: Quiet ones, on: sweep, workflow: story, do: [{label: Quiet}]}
  - {name: Elsewhere, on: sweep, workflow: story, when: "stage == 'Done'", do: [{label: Elsewhere}]}
  - {name: Locked, on: label.added(Lock), do: [{lock: true}]}
schedules:
  - {name: Thursdays, rrule: FREQ=WEEKLY;BYDAY=TH, at: "06:00", do: [{sweep: "*"}]}
"""
)
RULES = compiled(PROGRAM)
COMING = f"""
Then, if nobody does anything:
  2027-01-13 11:00 UTC, timer: Clock Reply: Late
    note on {REF}: late
  2027-01-14 06:00 UTC, sweep of Thursdays: Rule Quiet ones
    update {REF}: +Quiet
  2027-01-18 00:00 UTC, timer: Service level
    update {REF}: +SLA::Due Soon
  2027-01-20 00:00 UTC, timer: Service level
    update {REF}: +SLA::Breached, -SLA::Due Soon
    note on {REF}: sla-breach
"""


@pytest.fixture
def simulate(tmp_path):
    """Runs `usher simulate --issue` on a story of which the database knows; no fault of a user may be a traceback."""
    address = f"sqlite:///{tmp_path / 'usher.db'}"
    with Store.open(address) as store:
        lived(store, PROGRAM)
    config = written(PROGRAM, tmp_path)

    def run(*options, issue=REF):
        here = ("--config", str(config), "--database", address, "--now", "2027-01-11T12:00:00Z")
        result = CliRunner().invoke(main, ["simulate", "--issue", str(issue), *here, *options])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def test_as_it_is(simulate):
    """A look that finds nothing to do, and the ladder still to come: a clock, the next sweep, the service level."""
    result = simulate("--offline")

    so_far = "1 hour of 2 days, runs since 2027-01-11 11:00 UTC; Late comes at 2027-01-13 11:00 UTC"
    head = f"look.simulated on {REF}: processed\n\nWould write nothing.\n\nBecause:\n  ✓ Clock Reply: {so_far}\n"
    assert (result.exit_code, result.output) == (0, head + COMING)


def test_what_if(simulate):
    """A label, a field and a comment that somebody might bring: what the rules would make of them."""
    options = ("--add-label", "Lock", "--field", "Region=APAC", "--comment", "Go.", "--by", "nicole.smith")
    found = json.loads(simulate("--offline", *options, "--format", "json").output)

    assert (found["events"], found["matched"]) == (["issue.update", "note.create"], ["Locked"])
    assert [(effect["kind"], effect["locked"]) for effect in found["effects"]] == [("UpdateIssue", True)]
    assert [rung["cause"] for rung in found["ladder"]] == ["timer", "sweep of Thursdays", "timer", "timer"]


def test_of_gitlab(simulate, monkeypatch):
    """Without --offline the issue is as GitLab has it, and nothing is written there."""
    gitlab = FakeGitLab()
    issue = replace(fresh(RULES).snapshot, labels=frozenset({"Story::Doing", "Lock"}))
    gitlab.issues[REF] = issue
    monkeypatch.setattr(simulate_issue, "connect", lambda *_: gitlab)

    result = simulate("--format", "json")

    assert (result.exit_code, json.loads(result.output)["matched"]) == (0, ["Locked"])
    assert gitlab.issues == {REF: issue}


@pytest.mark.parametrize(
    ("options", "issue", "code", "expected"),
    [
        pytest.param(["--close"], REF, 2, "who does that? --by names a user", id="nobody does it"),
        pytest.param(["--field", "Region", "--by", "a"], REF, 2, "--field 'Region' is no NAME=VALUE", id="no field"),
        pytest.param([__file__], REF, 2, "give either EVENT, or --issue with what goes with it", id="both"),
        pytest.param(
            ["--offline"],
            "a/b#7",
            1,
            "Usher does not know a/b#7; without --offline it is read from GitLab",
            id="an issue that Usher never saw",
        ),
    ],
)
def test_used_wrongly(simulate, options, issue, code, expected):
    """What does not go together is said in a sentence."""
    result = simulate(*options, issue=issue)

    assert (result.exit_code, result.output) == (code, f"usher: {expected}\n")


@pytest.mark.parametrize(
    ("wish", "labels", "state", "events"),
    [
        pytest.param(Wish(), {"Story::New", "a"}, "opened", [("look.simulated", {})], id="nothing"),
        pytest.param(
            Wish(by="x", add_labels=("Story::Doing",), remove_labels=("a",)),
            {"Story::Doing"},
            "opened",
            [("issue.update", {"labels": Change(frozenset({"Story::New", "a"}), frozenset({"Story::Doing"}))})],
            id="of a scope one label stays",
        ),
        pytest.param(
            Wish(by="x", state="closed", comment="Done."),
            {"Story::New", "a"},
            "closed",
            [("issue.close", {"state": Change("opened", "closed")}), ("note.create", {})],
            id="closed with a comment",
        ),
        pytest.param(
            Wish(by="x", add_labels=("a",)), {"Story::New", "a"}, "opened", [("look.simulated", {})], id="no change"
        ),
    ],
)
def test_imagined(wish, labels, state, events):
    """The issue is as GitLab would have it, and the events are those that GitLab would send."""
    issue = replace(fresh(RULES).snapshot, labels=frozenset({"Story::New", "a"}))

    after, told = imagined(issue, wish, MONDAY)

    assert (after.labels, after.state) == (frozenset(labels), state)
    assert [(event.name, dict(event.changes)) for event in told] == events
