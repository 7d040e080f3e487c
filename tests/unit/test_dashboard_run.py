"""The page of one run."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Change, Event, EventKind, User
from automation.model.plan import KeepNote, Message, OpenIssue, Plan, Send, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Phase
from automation.model.work import EffectRecord, EffectState, RunState
from tests.small import PATH
from tests.store_parts import NOW, open_store, record, run, snapshot
from tests.unit.dashboard_parts import GITLAB, Shown, client, keep

REF = IssueRef(PATH, 7)
BEFORE = snapshot(REF, title="A story", labels=frozenset({"Story::New"}))
AFTER = snapshot(
    REF, title="A story", labels=frozenset({"Story::Doing"}), assignees=("steve.george",), due_date=date(2026, 12, 4)
)
EFFECTS = (
    EffectRecord(
        index=0,
        effect=UpdateIssue(ref=REF, add_labels=frozenset({"Story::Doing"}), assignees=("steve.george", "april.marks")),
        state=EffectState.DONE,
        result={"labels": ["Story::Doing"], "shortfall": ["april.marks was not assigned."]},
        inverse=UpdateIssue(ref=REF, remove_labels=frozenset({"Story::Doing"})),
        at=NOW,
    ),
    EffectRecord(
        index=1,
        effect=KeepNote(ref=REF, message=Message(key="missing", text="Please fill in.")),
        state=EffectState.FOUND,
        result={"note_id": 5},
        at=NOW,
    ),
    EffectRecord(
        index=2,
        effect=OpenIssue(project=PATH, title="Next", description="", memory=Memory(workflow="story"), link_to=REF),
        state=EffectState.FAILED,
        error="POST projects/1/issues was answered with 403 Forbidden",
        at=NOW,
    ),
    EffectRecord(
        index=3,
        effect=Send(name="ended", data={}, to=REF),
        state=EffectState.DONE,
        result={"to": [f"{PATH}#9"]},
        at=NOW,
    ),
    EffectRecord(
        index=4,
        effect=OpenIssue(project=PATH, title="Next", description=""),
        state=EffectState.DONE,
        result={"project": PATH, "iid": 10, "id": 1010},
        at=NOW,
    ),
)
REASONS = (
    Reason("Move New → Doing", Verdict.YES, "by steve.george"),
    Reason("Rule Route", Verdict.YES, "true holds", (Reason("Route: own", Verdict.ERROR, "nobody has the role"),)),
)


def _run():
    memory = Memory(seen=AFTER, workflow="story", stage="Doing", phase=Phase.ACTIVE)
    return run(
        "R1",
        str(REF),
        state=RunState.DONE,
        finished_at=NOW + timedelta(seconds=2),
        before=BEFORE,
        memory_before=Memory(seen=BEFORE, workflow="story", stage="New", phase=Phase.ACTIVE),
        decision=Decision(
            outcome=Outcome.PROCESSED,
            outcomes={"e2": Outcome.STALE},
            plan=Plan(tuple(item.effect for item in EFFECTS)),
            reasons=REASONS,
            memory=memory,
            matched=("Route",),
            unmatched=("Thank the author",),
            actor="steve.george",
            wake_at=NOW + timedelta(days=1),
        ),
        events=(
            Event(
                id="e1",
                kind=EventKind.ISSUE,
                action="update",
                at=NOW,
                actor=User("steve.george"),
                changes={"title": Change("a", "b"), "labels": Change(frozenset(), frozenset())},
            ),
            Event(id="e2", kind=EventKind.TIMER, action="wake", at=NOW, cause=None),
        ),
        effects=EFFECTS,
        lookups={"access level of steve.george": 30, "related story": ["a#1", "a#2"], "holder": None, "none": []},
        error="OpenIssue: POST projects/1/issues was answered with 403 Forbidden",
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser on one run of a public issue."""
    with open_store(tmp_path_factory.mktemp("run")) as store:
        left = record(REF, snapshot=AFTER, memory=Memory(workflow="story", stage="Doing"), workflow="story")
        keep(store, _run(), left)
        yield client(Shown(store=store))


def _step(title, verdict, sign, detail, *children):
    return {"title": title, "verdict": verdict, "sign": sign, "detail": detail, "children": list(children), "seen": ""}


def test_run_in_full(browser):
    """From what happened to what came of it: everything that is recorded, in words."""
    url = f"{GITLAB}/{PATH}/-/issues/7"
    at = "2026-12-01T09:00:00Z"
    effect = {"links": [], "error": "", "shortfall": [], "has_inverse": False, "at": at}
    assert browser.get("/runs/R1.json").json == {
        "id": "R1",
        "subject": {"work_key": f"{PATH}#7", "short": "stories#7", "project": PATH, "iid": 7, "url": url},
        "title": "A story",
        "workflow": "story",
        "stage": "Doing",
        "tone": 1,
        "state": "done",
        "outcome": "processed",
        "actor": "steve.george",
        "started_at": at,
        "finished_at": "2026-12-01T09:00:02Z",
        "seconds": 2.0,
        "error": "OpenIssue: POST projects/1/issues was answered with 403 Forbidden",
        "is_confidential": False,
        "hides_words": False,
        "events": [
            {
                "name": "issue.update",
                "at": at,
                "actor": "steve.george",
                "changed": ["labels", "title"],
                "outcome": "processed",
                "cause": None,
            },
            {"name": "timer.wake", "at": at, "actor": None, "changed": [], "outcome": "stale", "cause": None},
        ],
        "changes": [
            {"name": "title", "before": "A story", "after": "A story"},
            {"name": "stage", "before": "New", "after": "Doing"},
            {"name": "state", "before": "opened", "after": "opened"},
            {"name": "labels", "before": "Story::New", "after": "Story::Doing"},
            {"name": "assignees", "before": "", "after": "steve.george"},
            {"name": "due", "before": "", "after": "2026-12-04"},
            {"name": "confidential", "before": "no", "after": "no"},
            {"name": "phase", "before": "active", "after": "active"},
        ],
        "matched": ["Route"],
        "unmatched": ["Thank the author"],
        "reasons": [
            _step("Move New → Doing", "yes", "✓", "by steve.george"),
            _step("Rule Route", "yes", "✓", "true holds", _step("Route: own", "error", "!", "nobody has the role")),
        ],
        "effects": [
            effect
            | {
                "index": 0,
                "words": f"update {REF}: +Story::Doing, assigned to steve.george, april.marks",
                "state": "done",
                "shortfall": ["april.marks was not assigned."],
                "has_inverse": True,
            },
            effect
            | {
                "index": 1,
                "words": f"post lasting note on {REF}: missing",
                "state": "found",
                "links": [{"words": "note", "url": f"{url}#note_5"}],
            },
            effect
            | {
                "index": 2,
                "words": f"open story in {PATH}, linked to {REF}",
                "state": "failed",
                "error": "POST projects/1/issues was answered with 403 Forbidden",
            },
            effect
            | {
                "index": 3,
                "words": f"send ended to {REF}",
                "state": "done",
                "links": [{"words": f"{PATH}#9", "url": f"{GITLAB}/{PATH}/-/issues/9"}],
            },
            effect
            | {
                "index": 4,
                "words": f"open issue in {PATH}",
                "state": "done",
                "links": [{"words": f"{PATH}#10", "url": f"{GITLAB}/{PATH}/-/issues/10"}],
            },
        ],
        "wake_at": "2026-12-02T09:00:00Z",
        "config_digest": "c0ffee",
        "lookups": [
            ["access level of steve.george", "30"],
            ["related story", "a#1, a#2"],
            ["holder", "nobody"],
            ["none", "none"],
        ],
        "asked": 4,
    }


@pytest.mark.parametrize(
    "part",
    [
        pytest.param("<h1>A story</h1>", id="title"),
        pytest.param("changed labels, title", id="what changed"),
        pytest.param("POST projects/1/issues was answered with 403 Forbidden", id="error"),
        pytest.param("april.marks was not assigned.", id="shortfall"),
        pytest.param('<details id="why-2" open>', id="a reason with reasons can be folded"),
        pytest.param("nobody has the role", id="detail of a reason"),
        pytest.param("<ins>Story::Doing</ins>", id="a change"),
        pytest.param(f'href="{GITLAB}/{PATH}/-/issues/7#note_5"', id="the note in GitLab"),
        pytest.param("Thank the author", id="a rule that did not match"),
        pytest.param("2.00 s", id="how long it took"),
        pytest.param("4 look-ups beyond the issue", id="look-ups"),
    ],
)
def test_page_shows_what_matters(browser, part):
    """People see what the twin says."""
    assert part in browser.get("/runs/R1").text


def test_run_under_way(tmp_path):
    """A run whose effects are being written has no end yet."""
    with open_store(tmp_path) as store:
        keep(store, run("R2", str(REF), before=BEFORE))
        browser = client(Shown(store=store))
        page = browser.get("/runs/R2.json").json
        text = browser.get("/runs/R2").text
    assert (page["state"], page["finished_at"], page["seconds"]) == ("applying", None, None)
    assert "not finished" in text
