"""Why an issue is as it is, on its page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from automation.runtime.store import Store
from tests.explain_parts import PROGRAM, REF, lived
from tests.small import compiled
from tests.unit.dashboard_parts import Shown, client


@pytest.fixture
def page(tmp_path):
    """Opens the page of a story of a program, an hour after the last that it lived through."""

    def opened(program=PROGRAM, twin=""):
        with Store.open(f"sqlite:///{tmp_path / 'usher.db'}") as store:
            now = lived(store).now
            configuration = SimpleNamespace(current=lambda: compiled(program))
            browser = client(Shown(store=store, now=lambda: now, configuration=configuration))
            return browser.get(f"/issues/{REF.project}/{REF.iid}{twin}")

    return opened


def test_why(page):
    """Who was chosen and why not the others, what it waits for, and the last run with what its gate saw."""
    found = page(twin=".json").json
    step = {
        "title": "Move New → Doing",
        "verdict": "no",
        "sign": "✗",
        "detail": "gate:ready: Not there, asked by nicole.smith",
        "children": [],
        "seen": "fields['Region'] was EMEA",
    }

    assert {name: found[name] for name in ("chosen", "waits_for", "last")} == {
        "chosen": "role channel-sa gives sa-emea; not sa-apac: the condition does not hold",
        "waits_for": ["a move to Doing by advocacy, when fields['Region'] == 'APAC'"],
        "last": {
            "id": "R3",
            "actor": "nicole.smith; what was reported is what GitLab showed",
            "reasons": [step],
            "nearest": step,
        },
    }


def test_in_words(page):
    """The page says it to people."""
    text = page().text

    assert "Nearest miss:" in text
    assert "fields[&#39;Region&#39;] was EMEA" in text
    assert "a move to Doing by advocacy" in text


def test_nothing_of_what_is_confidential(page):
    """Of an issue that is confidential titles of ours stay; what was seen, chosen and waited for goes."""
    found = page(PROGRAM.replace("    template:", "    confidential: always\n    template:"), ".json").json

    assert (found["chosen"], found["waits_for"]) == (None, [])
    assert [(step["title"], step["detail"], step["seen"]) for step in found["last"]["reasons"]] == [
        ("Move New → Doing", "", "")
    ]
