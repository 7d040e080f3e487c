"""The form in docs/forms.md is one, and the tables of the page are right."""

from __future__ import annotations

import re

import pytest
import yaml

from automation.config.form import Forms
from automation.config.model import Config
from automation.config.workflow import Workflow
from tests.fakes import door
from tests.forms_parts import Page
from tests.play import ROOT
from webhooks.app import create_app

TEXT = (ROOT / "docs/forms.md").read_text(encoding="utf-8")
WORKFLOW, CONFIG = (yaml.safe_load(part) for part in re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL))


@pytest.fixture(scope="module")
def page() -> Page:
    """The page of the example."""
    rest = {"project": "champion-ops", "template": "Champion_Nomination"}
    workflows = {name: Workflow.model_validate({**rest, **parts}) for name, parts in WORKFLOW.items()}
    programs = {"champions": {"program": "Partner champions", "workflows": workflows}}
    config = Config.model_validate({**CONFIG, "projects": {"champion-ops": "ops"}, "programs": programs})
    return Page(create_app(door(config=lambda: config)).test_client().get("/forms/champion-nomination").text)


def test_the_example_asks_what_it_says(page):
    """The page has the title and the chosen fields in their order, and the link of its introduction."""
    (workflow,) = WORKFLOW.values()
    names = list(dict.fromkeys(found["name"] for _, found, _ in page.elements if "field:" in found.get("name", "")))
    assert (page.texts("h1"), names) == (
        [workflow["form"]["title"]],
        [f"field:{name}" for name in workflow["form"]["fields"]],
    )
    assert page.having(href="https://www.example.com/privacy") != []


def test_limits_are_those_of_the_model():
    """The numbers of the page are the defaults."""
    written, forms = CONFIG["forms"], Forms()
    assert (written["per_address"], written["total"]) == (forms.per_address, forms.total)
    assert f"| limits | {forms.per_address} forms of one address and {forms.total} of all within an hour" in TEXT
