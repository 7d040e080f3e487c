"""The scenarios that ship: every one of them passes, and together they show every rule."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from automation.decide.ready import make_ready
from automation.scenarios.files import load_all
from automation.scenarios.formats import failure_lines
from automation.scenarios.load import load_scenario
from automation.scenarios.play import play
from tests.play import ROOT, shipped

pytestmark = pytest.mark.sandbox_only

FILES = sorted((ROOT / "tests" / "scenarios").glob("*.yml"))
_RULE = re.compile(r"^\| ([A-Z]{1,3}-?\d{2}) \|", re.MULTILINE)
#: rules of docs/rules.md that no scenario shows yet; a new one belongs into a scenario, not here
NOT_SHOWN: frozenset[str] = frozenset()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_passes(path: Path) -> None:
    """What GitLab holds after each step is what the file says."""
    config = ROOT / "config.yml"
    rules = make_ready(config, {})[1]
    played = list(play(load_scenario(path, rules.config, path.name), rules, config))

    assert [line for one in played if not one.passed for line in failure_lines(one)] == []


def test_every_rule_is_shown() -> None:
    """Each rule of docs/rules.md is named by a step that shows it, and steps name no others."""
    rules = set(_RULE.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8")))
    shown = {rule for one in load_all(FILES, shipped().config) for step in one.steps for rule in step.rules}

    assert (rules - shown, shown - rules) == (NOT_SHOWN, set())
