"""The commands that ask GitLab: doctor and open, against the sandbox."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from automation.commands.seeding import BOT, seed_of
from automation.gitlab.checkup import DOOR, TRIGGERS, Finding, access_in, judge_hooks, judge_level, judge_token
from sandbox.server import Sandbox
from tests.play import ROOT, shipped

TODAY = date(2027, 1, 11)
HOOK = {"url": f"https://usher.example{DOOR}", **dict.fromkeys(TRIGGERS, True), "signing_token_present": True}


@pytest.fixture(scope="module")
def box():
    """A sandbox with the people and projects of the configuration that ships."""
    with Sandbox(seed_of(shipped().config)) as running:
        yield running


@pytest.fixture
def process(usher):
    """Runs `usher` on the sandbox in a process of its own, for what sets up the log."""
    command = [sys.executable, "-m", "automation.commands"]
    return lambda *arguments: subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def usher(box, monkeypatch, tmp_path):
    """Runs `usher` on the sandbox, with a database of its own."""
    environment = {
        "GITLAB_URL": box.url,
        "GITLAB_TOKEN": box.token(BOT),
        "USHER_CONFIG": str(ROOT / "config.yml"),
        "USHER_DATABASE_URL": f"sqlite:///{tmp_path / 'usher.db'}",
        "USHER_SIGNING_TOKEN": "",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return lambda *arguments: CliRunner().invoke(main, arguments)


class TestOpen:
    FIELDS = (
        "Nominee name=Sample Champion One",
        "Nominee email=champion.one@rheinwerk.example",
        "Partner company=Rheinwerk Digital GmbH",
        "Region=EMEA",
        "Leadership endorsement=Yes",
    )

    def test_opens(self, process, box):
        """It opens the issue with everything that follows, and shows where it is and nothing else."""
        result = process("open", "Champion_Nomination", *self.FIELDS, "--format", "json")

        path, found = shipped().workflows["champion-nomination"].project, json.loads(result.stdout)
        iid = found["issue"].removeprefix(f"{path}#")
        assert (result.returncode, result.stderr, iid.isdecimal()) == (0, "", True)
        assert found == {"issue": f"{path}#{iid}", "url": f"{box.url}/{path}/-/issues/{iid}", "missing": []}

    def test_names_what_is_missing(self, process):
        """Required fields that are not given are named, in words and as data."""
        given = [field for field in self.FIELDS if not field.startswith(("Region=", "Nominee email="))]
        text = process("open", "Champion_Nomination", *given)
        data = process("open", "Champion_Nomination", *given, "--format", "json")

        missing = ["Nominee email", "Region"]
        assert (text.returncode, text.stdout.splitlines()[1:]) == (0, [f"needs: {', '.join(missing)}"])
        assert (data.returncode, json.loads(data.stdout)["missing"]) == (0, missing)

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            pytest.param(
                ("Champion_Nominaton",),
                "no workflow uses the template 'Champion_Nominaton'; did you mean 'Champion_Nomination'?",
                id="template",
            ),
            pytest.param(
                ("Champion_Nomination", "Regoin=EMEA"),
                "'Regoin=EMEA' is no NAME=VALUE of a field; did you mean 'Region'?",
                id="field",
            ),
            pytest.param(("Champion_Nomination", "Region"), "'Region' is no NAME=VALUE of a field", id="no value"),
        ],
    )
    def test_refused(self, usher, arguments, words):
        """A misspelt template or field is answered with the nearest one, and nothing is opened."""
        result = usher("open", *arguments)

        assert (result.exit_code, result.stdout, words in result.stderr) == (2, "", True)


class TestDoctor:
    def test_findings(self, usher):
        """It looks at everything, changes nothing, and ends with 1 while something is missing."""
        result = usher("doctor", "--format", "json")

        found = {one["what"]: one for one in json.loads(result.stdout)}
        assert result.exit_code == 1
        assert {name: found[name]["ok"] for name in ("Hook tokens", "Database", "GitLab")} == {
            "Hook tokens": False,
            "Database": True,
            "GitLab": True,
        }
        assert [one["what"] for one in found.values() if not one["ok"] and not one["remedy"]] == []

    def test_text(self, usher, monkeypatch):
        """Each finding is a line with a sign, and what to do about it below."""
        monkeypatch.setenv("GITLAB_TOKEN", "wrong")

        lines = usher("doctor").stdout.splitlines()

        assert lines[0] == "✗ Hook tokens: 0 signing, 0 secret"
        assert lines[1].startswith("    Set USHER_SIGNING_TOKEN")
        assert lines[2] == "✓ Database: can be opened and written"
        assert lines[3].startswith("✗ GitLab: ")


class TestJudgements:
    @pytest.mark.parametrize(
        ("token", "ok", "detail"),
        [
            pytest.param({"scopes": ["api"], "expires_at": None}, True, "scope api, ends never", id="for ever"),
            pytest.param(
                {"scopes": ["api"], "expires_at": "2027-01-25"},
                True,
                "scope api, ends on 2027-01-25",
                id="two weeks left",
            ),
            pytest.param({"scopes": ["api"], "expires_at": "2027-01-24"}, False, "ends on 2027-01-24", id="less"),
            pytest.param({"scopes": ["api"], "expires_at": "2027-01-01"}, False, "ends on 2027-01-01", id="ended"),
            pytest.param({"scopes": ["read_api"], "expires_at": None}, False, "scopes read_api", id="another scope"),
            pytest.param({"scopes": []}, False, "scopes none", id="no scope"),
        ],
    )
    def test_token(self, token, ok, detail):
        """A token needs the scope api and two weeks."""
        found = judge_token(token, TODAY)

        assert (found.what, found.ok, found.detail, bool(found.remedy)) == ("Token", ok, detail, not ok)

    @pytest.mark.parametrize(
        ("hooks", "ok", "detail"),
        [
            pytest.param([HOOK], True, "delivers what is needed, signed", id="signed"),
            pytest.param(
                [{**HOOK, "signing_token_present": False}],
                True,
                "delivers what is needed, with a secret token",
                id="with a secret",
            ),
            pytest.param([], False, f"none delivers to …{DOOR}", id="no hook"),
            pytest.param(
                [{**HOOK, "url": "https://usher.example/"}], False, f"none delivers to …{DOOR}", id="elsewhere"
            ),
            pytest.param([HOOK, HOOK], False, f"2 deliver to …{DOOR}", id="two"),
            pytest.param(
                [{**HOOK, "note_events": False}], False, "does not deliver note_events", id="a trigger is missing"
            ),
            pytest.param(
                [{**HOOK, "alert_status": "disabled"}], False, "GitLab has disabled it: disabled", id="disabled"
            ),
        ],
    )
    def test_hooks(self, hooks, ok, detail):
        """One hook has to deliver issues and notes, confidential ones too, and must not be disabled."""
        found = judge_hooks("hook", hooks)

        assert (found.ok, found.detail, bool(found.remedy)) == (ok, detail, not ok)

    @pytest.mark.parametrize(
        ("level", "expected"),
        [
            pytest.param(20, Finding("x", True, "access level 20"), id="just enough"),
            pytest.param(50, Finding("x", True, "access level 50"), id="more"),
            pytest.param(10, Finding("x", False, "access level 10", "More."), id="too little"),
        ],
    )
    def test_level(self, level, expected):
        """An access level is enough or not."""
        assert judge_level("x", level, 20, "More.") == expected

    @pytest.mark.parametrize(
        ("permissions", "expected"),
        [
            pytest.param({"project_access": {"access_level": 30}, "group_access": None}, 30, id="of the project"),
            pytest.param({"project_access": None, "group_access": {"access_level": 50}}, 50, id="of a group"),
            pytest.param(
                {"project_access": {"access_level": 30}, "group_access": {"access_level": 20}}, 30, id="the higher one"
            ),
            pytest.param(None, 0, id="none"),
        ],
    )
    def test_access(self, permissions, expected):
        """The bot's access is its own or that of a group above."""
        assert access_in({"permissions": permissions}) == expected
