"""The page about scenarios shows what happens."""

from __future__ import annotations

import re

import pytest

from automation.decide.ready import make_ready
from automation.scenarios.formats import failure_lines
from automation.scenarios.load import load_scenario
from automation.scenarios.play import play
from tests.play import ROOT

pytestmark = pytest.mark.sandbox_only

PAGE = (ROOT / "docs" / "how-to-test.md").read_text(encoding="utf-8")


def shown(text, folder):
    """What `usher test` shows of the scenario `text`."""
    config, path = ROOT / "config.yml", folder / "authorizations.yml"
    path.write_text(text, encoding="utf-8")
    rules = make_ready(config, {})[1]
    scenario = load_scenario(path, rules.config, "scenarios/authorizations.yml")
    return [line for one in play(scenario, rules, config) if not one.passed for line in failure_lines(one)]


def test_the_examples(tmp_path):
    """The first example fails as shown, the second one passes."""
    first, second = re.findall(r"```yaml\n((?:meta:[^`]*?)?events:.*?)```", PAGE, re.DOTALL)
    printed = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)

    assert "\n".join(shown(first, tmp_path)) + "\n" == (printed[1] if printed else "")
    assert shown(second, tmp_path) == []
