"""The page about scenarios shows what happens."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from automation.decide.ready import make_ready
from automation.scenarios.formats import failure_lines
from automation.scenarios.load import load_scenario
from automation.scenarios.play import play
from tests.play import ROOT

pytestmark = pytest.mark.sandbox_only

PAGE = (ROOT / "docs" / "how-to-test.md").read_text(encoding="utf-8")


@pytest.fixture
def shown(tmp_path):
    """Gives what `usher test` shows of the scenario in a text, on the program that `usher init` writes."""
    folder = tmp_path / "mine"
    assert CliRunner().invoke(main, ["init", str(folder)]).exit_code == 0

    def shown(text):
        path, config = folder / "scenarios" / "demo.yml", folder / "config.yml"
        path.write_text(text, encoding="utf-8")
        rules = make_ready(config, {})[1]
        scenario = load_scenario(path, rules.config, "scenarios/demo.yml")
        return [line for one in play(scenario, rules, config) if not one.passed for line in failure_lines(one)]

    return shown


def test_the_examples(shown):
    """The first example fails as shown, the second one passes."""
    first, second = re.findall(r"```yaml\n(events:.*?)```", PAGE, re.DOTALL)
    printed = re.search(r"```text\n(.*?)```", PAGE, re.DOTALL)

    assert "\n".join(shown(first)) + "\n" == (printed[1] if printed else "")
    assert shown(second) == []
