"""The documentation says what the code does."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from automation.actions.registry import ACTIONS, bind
from automation.commands.main import COMMANDS, main
from automation.config.action import Action as Raw
from automation.config.load import load_config
from automation.decide.compile import compile_config
from automation.lint.checks import CHECKS
from automation.lint.warnings import warn
from automation.reference.write import pages
from automation.runtime.metrics import Metrics

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_FENCE = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
#: not what people write in comments, as `/usher take`
_COMMAND = re.compile(r"(?<!/)\busher ([a-z][a-z-]+)\b(?! is\b)")
_METRIC = re.compile(r"`(usher_[a-z_]+)")


def _fences(page: Path, kind: str) -> list[str]:
    return [text for found, text in _FENCE.findall(page.read_text(encoding="utf-8")) if found == kind]


@pytest.mark.parametrize("name", pages())
def test_the_reference_is_as_made_from_the_code(name: str) -> None:
    """`make docs` would change nothing."""
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")

    assert written == pages()[name]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of ours leads to one that is there."""
    targets = [target.partition("#")[0] for target in _LINK.findall(page.read_text(encoding="utf-8"))]
    ours = [target for target in targets if target and not target.startswith(("http", "mailto:"))]

    assert [target for target in ours if not (page.parent / target).exists()] == []


def test_the_example_of_the_readme_works(tmp_path: Path) -> None:
    """The ten lines load, compile and draw no warning."""
    config, program = _fences(ROOT / "README.md", "yaml")[:2]
    (tmp_path / "programs").mkdir()
    (tmp_path / "issue_templates").mkdir()
    (tmp_path / "config.yml").write_text(config, encoding="utf-8")
    (tmp_path / "programs" / "stories.yml").write_text(program, encoding="utf-8")
    template = "<!-- program: story -->\n- **Account:** {{ fields['Account'] }}\n"
    (tmp_path / "issue_templates" / "Story.md").write_text(template, encoding="utf-8")

    loaded = load_config(tmp_path / "config.yml", {"GITLAB_TOKEN": "x", "USHER_SIGNING_TOKEN": "y"})

    assert warn(loaded, compile_config(loaded), CHECKS) == []


@pytest.mark.parametrize("name", ACTIONS)
def test_the_example_of_each_action_is_one(name: str) -> None:
    """The YAML in the reference is the action that it stands under."""
    (written,) = yaml.safe_load(f"- {ACTIONS[name].example}")

    action = bind(Raw.model_validate(written))

    assert action.name == name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_commands_that_are_named_exist(page: Path) -> None:
    """What a page tells people to run is there."""
    code = " ".join(re.findall(r"`([^`\n]+)`", page.read_text(encoding="utf-8")) + _fences(page, "sh"))

    assert [name for name in _COMMAND.findall(code) if name not in COMMANDS] == []


def test_metrics_that_alarms_name_exist() -> None:
    """Operations tells of metrics that are there."""
    written = set(_METRIC.findall((ROOT / "docs" / "operations.md").read_text(encoding="utf-8")))
    known = set(
        re.findall(r"^# TYPE (\w+) ", Metrics().render(None, datetime(2027, 1, 11, tzinfo=UTC)).decode(), re.MULTILINE)
    )

    assert written - known == set()


def test_shipped_files_name_their_schema() -> None:
    """Editors find the schema in the first lines of config.yml and of each program."""
    heads = {
        path.name: (path.parent / match[1]).resolve().is_file()
        for path in [ROOT / "config.yml", *(ROOT / "programs").glob("*.yml")]
        if (match := re.search(r"\$schema=(\S+)", path.read_text(encoding="utf-8")))
    }

    assert heads == dict.fromkeys(["config.yml", *(path.name for path in (ROOT / "programs").glob("*.yml"))], True)


@pytest.mark.parametrize("of", ["config", "program", "scenario"])
def test_the_schema_command_prints_the_schema(of: str) -> None:
    """`usher schema` says what docs/reference says."""
    printed = CliRunner().invoke(main, ["schema", "--of", of])

    assert json.loads(printed.output) == json.loads(pages()[f"{of}.schema.json"])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    """`--help` says what it does and shows an example."""
    shown = CliRunner().invoke(main, [name, "--help"])

    assert (shown.exit_code, f"Example: usher {name}" in shown.output) == (0, True)


def test_the_project_speaks_of_itself_alone() -> None:
    """No requirements file records an address to download from."""
    found = [
        path.name
        for path in (ROOT / "requirements").glob("*.txt")
        if re.search(r"https?://|file:|/opt/|index-url", path.read_text(encoding="utf-8"))
    ]

    assert found == []
