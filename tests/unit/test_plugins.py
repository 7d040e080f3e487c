"""Plugins: what an installed package brings along, and what becomes of one that is broken (docs/plugins.md)."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from textwrap import dedent
from typing import ClassVar

import pytest

from automation.decide.action import Action, Text
from automation.decide.desk import Desk
from automation.decide.plugins import ACTIONS, CONDITIONS, clashes, load


class Shout(Action):
    """An action of a team's own."""

    name: ClassVar[str] = "shout"
    summary: ClassVar[str] = "Writes the title in capitals."
    example: ClassVar[str] = "shout: text"
    short: ClassVar[str | None] = "text"

    text: Text

    def run(self, desk: Desk) -> str:
        """Change the title."""
        desk.draft.title = desk.raw(self.text).upper()
        return "shouts"


def tiny(word: str) -> bool:
    """Whether a word is short."""
    return len(word) < 4


NOT_CALLABLE = 3


def entry(name: str, what: str, group: str = ACTIONS) -> EntryPoint:
    """An entry point that leads to something in this module."""
    return EntryPoint(name, f"{__name__}:{what}", group)


class TestLoading:
    def test_both_kinds(self):
        """Actions and functions are found by their names."""
        found = load([entry("shout", "Shout"), entry("tiny", "tiny", CONDITIONS)])

        assert (dict(found.actions), dict(found.conditions), found.faults) == ({"shout": Shout}, {"tiny": tiny}, ())
        assert found.versions == ("shout an unknown package", "tiny an unknown package")

    @pytest.mark.parametrize(
        ("entries", "words"),
        [
            pytest.param(
                [EntryPoint("shout", "no.such.module:Shout", ACTIONS)],
                "the plugin 'shout' of an unknown package cannot be loaded: ModuleNotFoundError: No module named 'no'",
                id="a module that is not there",
            ),
            pytest.param(
                [entry("shout", "tiny")],
                "the plugin 'shout' of an unknown package is no class made from automation.decide.action.Action",
                id="no action",
            ),
            pytest.param(
                [entry("cry", "Shout")],
                "the plugin 'cry' of an unknown package calls itself 'shout'; name and entry point have to be the same",
                id="another name",
            ),
            pytest.param(
                [entry("tiny", "NOT_CALLABLE", CONDITIONS)],
                "the plugin 'tiny' of an unknown package is no function",
                id="no function",
            ),
            pytest.param(
                [entry("shout", "Shout"), entry("shout", "Shout")],
                "the plugin 'shout' of an unknown package has the name of another one; rename one of them",
                id="twice",
            ),
        ],
    )
    def test_faults(self, entries, words):
        """A plugin that cannot be used is named with its package and the reason, and stops nothing else."""
        assert load([*entries, entry("tiny", "tiny", CONDITIONS)] if "tiny" not in words else entries).faults == (
            words,
        )

    def test_names_of_ours(self):
        """A plugin takes no name that Usher has."""
        assert list(clashes(["label", "shout"], {"label"})) == [
            "the plugin 'label' has a name of Usher's own; give it another one"
        ]


PACKAGE = """
from typing import ClassVar
from automation.decide.action import Action, Text

class Shout(Action):
    '''Writes in capitals.'''
    name: ClassVar[str] = "shout"
    summary: ClassVar[str] = "Writes the title in capitals."
    example: ClassVar[str] = "shout: text"
    short: ClassVar = "text"
    text: Text

    def run(self, desk):
        if not self.text:
            raise KeyError("nothing to shout")
        desk.draft.title = desk.raw(self.text).upper()
        return "shouts"

def tiny(word):
    return len(word) < 4
"""
PROGRAM = """
program: Shouting
rules:
  - name: Shout
    on: issue.opened
    when: tiny(issue.title)
    do: [{shout: "{{ issue.title }}!"}, {shout: ""}]
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with a package that brings a plugin along, and a configuration that uses it."""
    info = tmp_path / "packages" / "team_usher-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: team-usher\nVersion: 1.2\n")
    (info / "entry_points.txt").write_text(
        "[usher.actions]\nshout = team_usher:Shout\n[usher.conditions]\ntiny = team_usher:tiny\n"
    )
    (tmp_path / "packages" / "team_usher.py").write_text(PACKAGE)
    (tmp_path / "programs").mkdir()
    (tmp_path / "programs" / "shouting.yml").write_text(PROGRAM)
    (tmp_path / "config.yml").write_text("projects: {p: group/project}\npeople: {april.marks: {}}\n")
    (tmp_path / "issue_templates").mkdir()
    return tmp_path


def usher(team: Path, *args: str) -> tuple[int, str]:
    """Exit code and output of a command in an environment where the package is installed."""
    environment = {**os.environ, "PYTHONPATH": str(team / "packages")}
    command = [sys.executable, "-m", "automation.commands", *args]
    done = subprocess.run(command, cwd=team, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_package_is_all_it_takes(team: Path):
    """With a package installed its actions and functions are known everywhere; its faults are words."""
    event = team / "event.json"
    event.write_text(
        dedent("""\
        {"object_kind": "issue", "user": {"id": 1, "username": "april.marks"}, "project": {"path_with_namespace":
        "group/project"}, "object_attributes": {"iid": 1, "id": 1, "title": "Hey", "state": "opened", "action": "open",
        "author_id": 1, "description": ""}, "labels": []}""")
    )

    checked = usher(team, "check")
    shown = usher(team, "simulate", "event.json")

    assert checked == (0, "0 workflows, 1 rule: nothing to complain about\n")
    assert "shouts" in shown[1]
    assert "the plugin failed: KeyError: 'nothing to shout'" in shown[1]
    assert '"shout"' in usher(team, "schema", "--of", "program")[1]


def test_a_broken_package_is_named(team: Path):
    """Where the module of a plugin fails `usher check` says which package, and shows no traceback."""
    (team / "packages" / "team_usher.py").write_text("import nowhere\n")

    code, shown = usher(team, "check")

    assert code == 2
    assert "the plugin 'shout' of team-usher 1.2 cannot be loaded: ModuleNotFoundError" in shown
    assert "Traceback" not in shown
