"""What every page of the dashboard has in common."""

from __future__ import annotations

import re

import pytest

from automation.model import wire
from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.model.work import EffectRecord, RunState
from tests.small import PATH
from tests.store_parts import NOW, ended, open_store, plan, record, run, settled, snapshot
from tests.unit.dashboard_parts import GITLAB, Shown, client, keep, walk
from webhooks.dashboard import pages

HOSTILE = "<script>alert(1)</script>\"'&{{ 7*7 }}"
REF = IssueRef(PATH, 7)
EMPTY = ("/", "/runs", "/boards/story", "/boards/secret")


def _fill(store):
    """One run whose every text is hostile, on an issue that is just so."""
    issue = snapshot(REF, title=HOSTILE, assignees=(HOSTILE,), labels=frozenset({HOSTILE}), milestone=HOSTILE)
    memory = Memory(seen=issue, workflow="story", stage="New", stage_since=NOW, facts={HOSTILE: HOSTILE})
    decision = Decision(
        outcome=Outcome.PROCESSED,
        plan=plan(REF),
        actor=HOSTILE,
        matched=(HOSTILE,),
        reasons=(Reason(HOSTILE, Verdict.NO, HOSTILE, (Reason(HOSTILE, Verdict.YES),)),),
        memory=memory,
    )
    planned = tuple(EffectRecord(index=index, effect=effect) for index, effect in enumerate(plan(REF).effects))
    effects = tuple(settled(item, error=HOSTILE, result={"shortfall": [HOSTILE]}) for item in planned)
    begun = run("R1", str(REF), before=issue, memory_before=memory, decision=decision, lookups={HOSTILE: [HOSTILE]})
    left = record(REF, snapshot=issue, memory=memory, workflow="story", keys={HOSTILE: HOSTILE})
    keep(store, ended(begun, RunState.DONE, effects=effects, error=HOSTILE), left)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The dashboard of a store with one run."""
    with open_store(tmp_path_factory.mktemp("pages")) as store:
        _fill(store)
        yield client(Shown(store=store))


@pytest.fixture(scope="module")
def answers(filled):
    """Every answer that is reached from the first page, by address."""
    return walk(filled)


@pytest.fixture(scope="module")
def html(answers):
    """The pages among them."""
    return {address: body.decode() for address, body in answers.items() if body.startswith(b"<!doctype")}


def test_pages_of_an_empty_store(tmp_path):
    """Before anything has happened each page is there, and every link leads somewhere."""
    with open_store(tmp_path) as store:
        answers = walk(client(Shown(store=store)))
    assert {path for path in EMPTY if path not in answers} == set()


def test_links_lead_to_every_kind_of_page(answers):
    """From the first page one reaches runs, boards and issues, and the twin of each."""
    kinds = {"/", "/runs", "/runs/R1", "/boards/story", f"/issues/{PATH}/7"}
    assert kinds | {f"{path}.json" for path in kinds - {"/"}} | {"/index.json"} <= answers.keys()


def test_nothing_is_taken_for_markup(html):
    """Whatever people call things, it is text: in no page is there a tag, an attribute or an expression of theirs."""
    assert [address for address, text in html.items() if "<script>" in text or "49" in text] == []
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&#34;&#39;&amp;{{ 7*7 }}" in html["/runs/R1"]


def test_pages_keep_to_themselves(html):
    """A page loads nothing from elsewhere and needs nothing inline; it links to GitLab, and there only."""
    for text in html.values():
        assert re.findall(r"\s(?:style|on\w+)=|<style|<script(?! src=)", text) == []
        assert {link.startswith(GITLAB) for link in re.findall(r'(?:href|src)="(https?:[^"]*)', text)} <= {True}


def test_pages_are_light(html, answers):
    """Each page with its style and script stays below 100 kB."""
    files = sum(len(answers[path]) for path in answers if path.startswith("/static/"))
    assert max(map(len, html.values())) + files < 100_000


def test_pages_can_be_used_without_script_and_mouse(html):
    """Each page has a language, a title, a way past its head, one first heading, and renews itself without script."""
    for address, text in html.items():
        parts = ('<html lang="en">', "<title>", 'class="skip" href="#main"', "<noscript><meta http-equiv", "Refresh")
        assert [part for part in parts if part not in text] == [], address
        assert text.count("<h1") == 1, address


@pytest.mark.parametrize("path", ["/", "/index.json", "/runs", "/runs/R1", "/boards/story", f"/issues/{PATH}/7.json"])
def test_idle_page_is_not_sent_twice(filled, path):
    """Who has the newest page already is told so without getting it again."""
    first = filled.get(path)
    again = filled.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["Cache-Control"] == "no-store"


def test_changed_page_is_sent_again(tmp_path):
    """What happens shows at the next look."""
    with open_store(tmp_path) as store:
        browser = client(Shown(store=store))
        known = browser.get("/runs").headers["ETag"]
        _fill(store)
        assert browser.get("/runs", headers={"If-None-Match": known}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/runs", "/runs/R1", "/boards/story", f"/issues/{PATH}/7"])
def test_page_and_twin_are_made_of_the_same(filled, monkeypatch, path):
    """The template is given exactly what the twin says."""
    given = []
    kept = pages.render
    monkeypatch.setattr(pages, "render", lambda name, **values: given.append(values["view"]) or kept(name, **values))
    filled.get(path)
    assert filled.get("/index.json" if path == "/" else f"{path}.json").json == wire.dump(given[0])


def test_twin_is_asked_the_same(filled):
    """A page's link to its twin keeps the query, and names of the query mean nothing to us but themselves."""
    query = "stage=New&workflow=secret&_scheme=javascript&_external=1&endpoint=x"
    text = filled.get(f"/boards/story?{query}").text
    assert f'"/boards/story.json?{query.replace("&", "&amp;")}"' in text
