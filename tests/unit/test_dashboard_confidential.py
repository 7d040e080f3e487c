"""Nothing of a confidential issue is in any answer (docs/decisions/003-dashboard-confidential.md)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Change, Event, EventKind, Note, User
from automation.model.plan import (
    Invite,
    KeepNote,
    Message,
    Notify,
    OpenIssue,
    Plan,
    PostNote,
    Send,
    UpdateIssue,
)
from automation.model.refs import IssueRef, intake_key
from automation.model.snapshot import LastingMessage, Memory
from automation.model.work import EffectRecord, EffectState, RunState
from tests.small import PATH
from tests.store_parts import NOW, claim, delivery, open_store, record, run, snapshot
from tests.unit.dashboard_parts import Shown, client, keep, walk

#: stands wherever people's words may be
SECRET = "Zanzibar"
REF = IssueRef(PATH, 7)
OTHER = IssueRef(PATH, 8)


def seen(ref=REF, **parts):
    """An issue full of secrets."""
    words = {"title": f"{SECRET} title", "description": f"{SECRET} text", "labels": frozenset({f"Region::{SECRET}"})}
    return snapshot(ref, **{**words, "milestone": f"{SECRET} milestone", **parts})


def known(ref=REF, **parts):
    """What is remembered of it, full of secrets."""
    usual = {
        "seen": seen(ref),
        "workflow": "story",
        "stage": "New",
        "stage_since": NOW,
        "facts": {"sponsor": SECRET},
        "ledgers": {"outputs": ({"url": SECRET},)},
        "messages": {"missing": LastingMessage(5, SECRET)},
        "given": {f"label:Region::{SECRET}": "Route"},
        "fired": frozenset({SECRET}),
    }
    return Memory(**{**usual, **parts})


def effects(ref=REF):
    """One effect of each kind that carries words."""
    message = Message(key="hello", text=SECRET, attrs=(("name", SECRET),))
    planned = (
        UpdateIssue(ref=ref, title=SECRET, add_labels=frozenset({f"Region::{SECRET}"}), milestone=SECRET),
        PostNote(ref=ref, messages=(message,)),
        KeepNote(ref=ref, message=message),
        OpenIssue(project=PATH, title=SECRET, description=SECRET, announce={"a": SECRET}, claims=frozenset({SECRET})),
        Invite(email=f"{SECRET}@example.com", access_level=30, group="gitlab-partners-public/gitlab-champions"),
        Notify(channel="events", title=SECRET, text=SECRET),
        Send(name="ended", data={"a": SECRET}, to=OTHER, value=SECRET),
    )
    fault = f"PUT was answered with 422 {SECRET} is not valid"
    shortfall = {"title": SECRET, "shortfall": [f"The label {SECRET} was not added."]}
    return tuple(
        EffectRecord(index=index, effect=effect, state=EffectState.FAILED, error=fault, result=shortfall)
        for index, effect in enumerate(planned)
    )


def told(ref=REF, memory=None):
    """A decision whose explanation quotes people."""
    tree = Reason("Required fields", Verdict.NO, SECRET, (Reason("Owner", Verdict.YES, SECRET),))
    return Decision(
        outcome=Outcome.PROCESSED,
        plan=Plan(tuple(item.effect for item in effects(ref))),
        reasons=(tree,),
        memory=memory or known(ref),
        facts={"account": SECRET},
        keys={"account": SECRET},
    )


def happened(kind=EventKind.NOTE, *, internal=False):
    """An event full of words."""
    return Event(
        id=f"d-{SECRET}",
        kind=kind,
        action="create",
        at=NOW,
        issue=REF,
        actor=User("nicole.smith", name=SECRET),
        changes={"title": Change(SECRET, SECRET)},
        note=Note(1, SECRET, internal),
        data={"Account": SECRET},
    )


def secret_run(run_id="R1", **parts):
    """A finished run, full of secrets."""
    usual = {
        "state": RunState.DONE,
        "finished_at": NOW,
        "decision": told(),
        "events": (happened(),),
        "before": seen(),
        "memory_before": known(),
        "effects": effects(),
        "lookups": {f"holder of {SECRET}": SECRET},
        "error": f"UpdateIssue: PUT was answered with 422 {SECRET}",
    }
    return run(run_id, parts.pop("work_key", str(REF)), **{**usual, **parts})


def left(**parts):
    """What the run leaves behind, which is confidential unless `parts` say otherwise."""
    issue = {"confidential": True, **parts.pop("issue", {})}
    memory = known(**parts)
    return record(
        REF,
        snapshot=seen(**issue),
        memory=memory,
        workflow=memory.workflow,
        keys={"account": SECRET},
        claims=frozenset({SECRET}),
    )


CASES = {
    "confidential before and now": (secret_run(before=seen(confidential=True)), left()),
    "made confidential after the run": (secret_run(), left()),
    "made confidential by the run": (
        secret_run(decision=told(memory=known(seen=seen(confidential=True)))),
        left(),
    ),
    "of a workflow that is always confidential": (
        secret_run(memory_before=known(workflow="secret"), decision=told(memory=known(workflow="secret"))),
        left(workflow="secret", issue={"confidential": False}),
    ),
    "not known, as the run left nothing behind": (secret_run(), None),
    "not there any more": (secret_run(before=None), None),
    "an intake": (
        secret_run(
            work_key=intake_key("story"), before=None, memory_before=Memory(), events=(happened(EventKind.INTAKE),)
        ),
        None,
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_no_answer_has_a_word_of_a_confidential_issue(tmp_path, case):
    """Whatever page or twin is reached from the first one, no title, label, text, field, value or error is in it."""
    with open_store(tmp_path) as store:
        keep(store, *case)
        answers = walk(client(Shown(store=store)), 404)
    assert [address for address, body in answers.items() if SECRET.encode() in body] == []
    assert {"/runs/R1", "/runs/R1.json"} <= answers.keys()


def public(run_id="R1", **parts):
    """A run on a public issue without secrets of its own, whose explanation and look-ups may quote others."""
    clean = {"title": "Open", "description": "", "labels": frozenset(), "milestone": None}
    memory = Memory(seen=seen(**clean), workflow="story", stage="New", **parts.pop("memory", {}))
    decision = replace(told(memory=memory), plan=Plan())
    kept = {"before": seen(**clean), "memory_before": memory, "decision": decision, "effects": (), "error": ""}
    return secret_run(run_id, **{**kept, **parts}), record(REF, snapshot=seen(**clean), memory=memory, workflow="story")


@pytest.mark.parametrize(
    ("case", "hides"),
    [
        pytest.param(public(), False, id="an ordinary comment may be quoted"),
        pytest.param(public(events=(happened(internal=True),)), True, id="an internal note may not"),
        pytest.param(
            public(events=(happened(EventKind.MESSAGE),)), True, id="a message may come from a confidential issue"
        ),
        pytest.param(public(memory={"origin": str(OTHER)}), True, id="opened for an issue that is not known"),
    ],
)
def test_words_from_elsewhere_are_not_quoted(tmp_path, case, hides):
    """A public issue's explanation is shown, unless it may quote what the issue does not show itself."""
    with open_store(tmp_path) as store:
        keep(store, *case)
        page = client(Shown(store=store)).get("/runs/R1.json").json
    reason = page["reasons"][0]
    expected = ("Open", hides, "" if hides else SECRET, 0 if hides else 1)
    assert (page["title"], page["hides_words"], reason["detail"], len(page["lookups"])) == expected


def test_what_is_left_of_a_confidential_run(tmp_path):
    """Who, when, which rules, stages and kinds of effects stay: names of the configuration, and of people who act."""
    with open_store(tmp_path) as store:
        keep(store, *CASES["confidential before and now"])
        page = client(Shown(store=store)).get("/runs/R1.json").json
    traits = {side["name"]: (side["before"], side["after"]) for side in page["changes"]}
    assert (page["title"], page["stage"], page["error"], page["asked"]) == (None, "New", "GitLab answered 422", 1)
    assert traits["labels"] == ("1 hidden", "1 hidden")
    assert page["effects"][0] == {
        "index": 0,
        "words": f"update {REF}: title (2 more, hidden)",
        "state": "failed",
        "links": [],
        "error": "GitLab answered 422",
        "shortfall": ["GitLab did not take over 1 part of it; which is hidden."],
        "has_inverse": False,
        "at": None,
    }


@pytest.mark.parametrize(
    ("labels", "shown"),
    [
        pytest.param(
            {"Story::New", "Needs Info", "Customer Story"}, "Customer Story, Needs Info, Story::New", id="all"
        ),
        pytest.param({"Story::New", f"Region::{SECRET}"}, "Story::New, 1 hidden", id="another one"),
        pytest.param({f"Story::{SECRET}"}, "1 hidden", id="a stage that there is not"),
        pytest.param(set(), None, id="none"),
    ],
)
def test_labels_of_a_confidential_issue(tmp_path, labels, shown):
    """Labels that the configuration names are shown: stages, those of the workflow, and Usher's own."""
    issue = seen(confidential=True, labels=frozenset(labels))
    done = secret_run(before=issue, memory_before=known(seen=issue), decision=told(memory=known(seen=issue)))
    with open_store(tmp_path) as store:
        keep(store, done, left(issue={"labels": frozenset(labels)}))
        changes = client(Shown(store=store)).get("/runs/R1.json").json["changes"]
    assert {side["name"]: side["after"] for side in changes}.get("labels") == shown


def test_remembered_names_of_a_confidential_issue(tmp_path):
    """Its page names what is remembered and by what it is found, and hides the values."""
    with open_store(tmp_path) as store:
        keep(store, *CASES["confidential before and now"])
        page = client(Shown(store=store)).get(f"/issues/{PATH}/7.json").json
    shown = [page[name] for name in ("title", "is_confidential", "facts", "keys", "ledgers", "messages")]
    hidden = [{"name": "sponsor", "value": None}]
    assert shown == [None, True, hidden, [{"name": "account", "value": None}], {"outputs": 1}, ["missing"]]


@pytest.mark.parametrize(
    ("key", "issue", "words", "error"),
    [
        pytest.param(str(REF), left(), f"was answered with 403 {SECRET}", "GitLab answered 403", id="status"),
        pytest.param(str(REF), left(), f"no answer about {SECRET}", "failed", id="no status"),
        pytest.param(intake_key("story"), None, f"was answered with 500 {SECRET}", "GitLab answered 500", id="a form"),
        pytest.param(str(REF), public()[1], f"no answer about {SECRET}", f"no answer about {SECRET}", id="public"),
    ],
)
def test_cause_of_a_dead_letter(tmp_path, key, issue, words, error):
    """Why a key was given up is said in full only where the issue is public."""
    with open_store(tmp_path) as store:
        keep(store, secret_run(), issue)
        store.receive(delivery("next", key))
        store.bury(claim(store, NOW, key), words)
        dead = client(Shown(store=store)).get("/index.json").json["dead"]
    assert [letter["error"] for letter in dead] == [error]
