"""The commands that need no GitLab: check, simulate, schema, init, dead-letters, and what all have in common."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from automation.commands.main import COMMANDS, main
from automation.runtime.store import Store
from tests.play import ROOT, shipped
from tests.small import CONFIG, files, rule, workflow
from tests.store_parts import NOW, claim, delivery

PATH = "gitlab-com/marketing/stories"
SHIPPED = str(ROOT / "config.yml")


def usher(*arguments):
    """Run `usher` with these arguments; no fault of a user may end in a traceback."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def written(root, program=None, config=CONFIG):
    """A small configuration below `root`; the path of its config.yml."""
    for name, text in files(workflow() if program is None else program, config).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root / "config.yml"


class TestEvery:
    @pytest.mark.parametrize("name", COMMANDS)
    def test_help(self, name):
        """Every command explains itself, with an example that begins with its name."""
        result = usher(name, "--help")

        assert (result.exit_code, result.stderr) == (0, "")
        assert f"Example: usher {name}" in result.stdout

    def test_list(self):
        """`usher --help` lists them all, each with a sentence."""
        lines = usher("--help").stdout.splitlines()

        listed = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :] if line.strip()]
        assert listed == list(COMMANDS)

    def test_unknown(self):
        """A command that there is not is answered with 2 and its name."""
        result = usher("chekc")

        assert (result.exit_code, "No such command 'chekc'" in result.stderr) == (2, True)

    @pytest.mark.parametrize(
        "arguments",
        [
            pytest.param(("check", "missing.yml"), id="check"),
            pytest.param(("doctor", "--config", "missing.yml"), id="doctor"),
            pytest.param(("open", "Story", "--config", "missing.yml"), id="open"),
        ],
    )
    def test_missing_file(self, arguments):
        """A configuration that is not there ends with 2 and says so."""
        result = usher(*arguments)

        assert (result.exit_code, "missing.yml" in result.output) == (2, True)


class TestCheck:
    def test_right(self, tmp_path):
        """Without a mistake it ends with 0 and says what it has looked at."""
        result = usher("check", written(tmp_path))

        assert (result.exit_code, result.stdout) == (0, "1 workflow, 0 rules: nothing to complain about\n")

    def test_shipped(self):
        """The configuration that ships is right."""
        result = usher("check", SHIPPED)

        counted = f"{len(shipped().workflows)} workflows, {len(shipped().rule_names())} rules"
        assert (result.exit_code, result.stdout) == (0, f"{counted}: nothing to complain about\n")

    def test_warnings(self, tmp_path):
        """Warnings end with 1, each with its place and name."""
        program = workflow() + "messages: {unsaid: Hello.}\n"
        path = written(tmp_path, program)
        result = usher("check", path)

        assert (result.exit_code, result.stdout) == (
            1,
            (
                "warning: programs/stories.yml:11:20: nothing says unsaid [unused-message]\n"
                "1 workflow, 0 rules: 1 warning\n"
            ),
        )
        assert json.loads(usher("check", path, "--format", "json").stdout) == {
            "warnings": [
                {
                    "file": "programs/stories.yml",
                    "line": 11,
                    "column": 20,
                    "name": "unused-message",
                    "message": "nothing says unsaid",
                }
            ]
        }

    def test_nothing_to_do(self, tmp_path):
        """A configuration without programs and projects is right, and does nothing."""
        path = tmp_path / "config.yml"
        path.write_text("people: {nicole.smith: {roles: advocacy}}\n", encoding="utf-8")
        result = usher("check", path)

        assert (result.exit_code, result.stdout) == (
            1,
            (
                "warning: config.yml:1:1: no program is included [nothing-to-do]\n"
                "warning: config.yml:1:1: no project is named [nothing-to-do]\n"
                "0 workflows, 0 rules: 2 warnings\n"
            ),
        )

    def test_faults(self, tmp_path):
        """Faults end with 2, each with its place and what would be right."""
        path = written(tmp_path, workflow() + rule("- lock: true", when="stag == 'New'"))
        result = usher("check", path)
        words = "there is no 'stag'"

        assert (result.exit_code, result.stdout) == (
            2,
            f"fault: programs/stories.yml:15:11: {words} (got \"stag == 'New'\"). Did you mean 'stage'?\n",
        )
        (fault,) = json.loads(usher("check", path, "--format", "json").stdout)["faults"]
        assert (fault["line"], fault["column"], fault["message"], fault["code"]) == (15, 11, words, "condition")


class TestSimulate:
    BODY = {
        "object_kind": "issue",
        "event_type": "issue",
        "user": {"id": 5, "username": "april.marks", "name": "April Marks"},
        "project": {"id": 1, "path_with_namespace": PATH},
        "object_attributes": {
            "id": 9,
            "iid": 4,
            "title": "A story",
            "description": "<!-- program: story -->\n- **Account:** Helios",
            "state": "opened",
            "action": "open",
            "author_id": 5,
            "confidential": False,
            "labels": [],
        },
        "labels": [],
        "changes": {},
    }

    def simulated(self, root, *options, body=None, program=None):
        """The answer of `simulate` to a body."""
        event = root / "event.json"
        event.write_text(body if isinstance(body, str) else json.dumps(body or self.BODY), encoding="utf-8")
        config = written(root, program)
        return usher("simulate", event, "--config", config, "--now", "2027-01-11T09:15:00Z", *options)

    def test_text(self, tmp_path):
        """It says what would be written, and why."""
        result = self.simulated(tmp_path)

        assert result.exit_code == 0
        assert result.stdout.splitlines() == [
            f"issue.open on {PATH}#4 by april.marks: processed",
            "",
            "Would write:",
            f"  update {PATH}#4: +Story::New, due 2027-01-19",
            "",
            "Because:",
            "  ✓ Required fields: all are filled in",
            "  ✓ Stage New: first stage",
        ]

    def test_json(self, tmp_path):
        """The same as data."""
        found = json.loads(self.simulated(tmp_path, "--format", "json").stdout)

        assert (found["event"], found["issue"], found["outcome"], found["matched"]) == (
            "issue.open",
            f"{PATH}#4",
            "processed",
            [],
        )
        assert [(effect["kind"], effect["add_labels"]) for effect in found["effects"]] == [
            ("UpdateIssue", ["Story::New"])
        ]
        assert [reason["title"] for reason in found["reasons"]] == ["Required fields", "Stage New"]

    def test_fails(self, tmp_path):
        """What could not be evaluated ends with 1."""
        program = workflow(on_intake="[{link: \"{{ fields['Account'] }}\"}]")
        result = self.simulated(tmp_path, program=program)

        assert result.exit_code == 1
        assert "  ! intake: link: 'Helios' is not an issue reference; write it as group/project#12" in result.stdout

    @pytest.mark.parametrize(
        ("body", "options", "code", "words"),
        [
            pytest.param("{", (), 2, "the body is not JSON in UTF-8", id="no JSON"),
            pytest.param('{"a": ' + "[" * 100_000, (), 2, "the body is not JSON in UTF-8", id="too deep"),
            pytest.param("[]", (), 2, "the body is not a JSON object", id="no object"),
            pytest.param('{"object_kind": "issue"}', (), 2, "the body cannot be read", id="no issue hook"),
            pytest.param(None, ("--now", "soon"), 2, "--now 'soon' is not an instant", id="no instant"),
        ],
    )
    def test_refused(self, tmp_path, body, options, code, words):
        """What cannot be simulated is answered with a sentence."""
        result = self.simulated(tmp_path, *options, body=body)

        assert (result.exit_code, words in result.stderr, result.stdout) == (code, True, "")

    def test_ignored(self, tmp_path):
        """A delivery of another kind is nothing to act on, in words and as data."""
        text = self.simulated(tmp_path, "--header", "Push Hook")
        data = self.simulated(tmp_path, "--header", "Push Hook", "--format", "json")

        words = "Usher answers such a delivery with 202 and does nothing: hook Push Hook\n"
        assert (text.exit_code, text.stdout, data.exit_code, json.loads(data.stdout)) == (
            0,
            words,
            0,
            {
                "event": "hook Push Hook",
                "issue": None,
                "outcome": "unsupported_event",
                "effects": [],
                "reasons": [],
                "matched": [],
                "unmatched": [],
            },
        )

    def test_standard_input(self, tmp_path):
        """The body may come from another program."""
        arguments = ["simulate", "-", "--config", str(written(tmp_path)), "--now", "2027-01-11T09:15:00Z"]
        result = CliRunner().invoke(main, arguments, input=json.dumps(self.BODY))

        assert (result.exit_code, result.stdout) == (0, self.simulated(tmp_path).stdout)

    @pytest.mark.parametrize(
        ("options", "expected"),
        [
            pytest.param(
                (),
                [
                    (
                        "  – Author: the body does not name the author, here user-6, who is taken for a member;"
                        " --author says who it is"
                    ),
                    "  ✓ Required fields: all are filled in",
                    "  ✓ Stage New: first stage",
                ],
                id="nobody knows",
            ),
            pytest.param(
                ("--author", "nicole.smith"),
                ["  ✓ Required fields: all are filled in", "  ✓ Stage New: first stage"],
                id="a member",
            ),
            pytest.param(
                ("--author", "somebody.else"),
                ["  ✓ Unverified: the author somebody.else is no member"],
                id="a stranger",
            ),
        ],
    )
    def test_author(self, tmp_path, options, expected):
        """Who opened an issue that somebody else changed is said, else a member is taken for it."""
        issue = {**self.BODY["object_attributes"], "action": "update", "author_id": 6}
        result = self.simulated(tmp_path, *options, body={**self.BODY, "object_attributes": issue})

        assert result.stdout.partition("Because:\n")[2].splitlines() == expected

    def test_faulty_configuration(self, tmp_path):
        """A faulty configuration is named fault by fault, and nothing is simulated."""
        result = self.simulated(tmp_path, program=workflow(owner="{role: nobody}"))

        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.endswith("usher: 1 fault; nothing was done\n")

    def test_no_event_file(self, tmp_path):
        """A body that is not there is named."""
        result = usher("simulate", tmp_path / "none.json")

        assert (result.exit_code, "none.json" in result.stderr) == (2, True)


class TestSchema:
    @pytest.mark.parametrize(("of", "key"), [("config", "people"), ("program", "workflows"), ("scenario", "events")])
    def test_printed(self, of, key):
        """It prints the schema that docs/reference has, for editors."""
        schema = json.loads(usher("schema", "--of", of).stdout)

        assert key in schema["properties"]
        page = (ROOT / f"docs/reference/{of}.schema.json").read_text(encoding="utf-8")
        assert json.loads(page)["properties"].keys() == schema["properties"].keys()


class TestInit:
    @pytest.mark.parametrize("options", [pytest.param((), id="small"), pytest.param(("--shipped",), id="shipped")])
    def test_starts(self, tmp_path, options):
        """What it writes checks without a warning, and it says what comes next."""
        folder = tmp_path / "mine"
        result = usher("init", folder, *options)

        assert (result.exit_code, result.stdout.startswith("Next:\n")) == (0, True)
        assert usher("check", folder / "config.yml").exit_code == 0

    def test_scenario(self, tmp_path):
        """The small one comes with a scenario that passes."""
        usher("init", tmp_path / "mine")
        result = usher("check", tmp_path / "mine" / "config.yml")

        assert result.stdout == "1 workflow, 0 rules, 1 scenario of 3 steps: nothing to complain about\n"

    def test_not_empty(self, tmp_path):
        """A folder with anything in it is left alone."""
        (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
        result = usher("init", tmp_path)

        assert (result.exit_code, result.stderr) == (2, f"usher: {tmp_path} is not empty; nothing was written\n")
        assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


class TestDeadLetters:
    def buried(self, root, *iids):
        """The address of a database in which these issues were given up."""
        address = f"sqlite:///{root / 'usher.db'}"
        with Store.open(address) as store:
            for iid in iids:
                key = f"{PATH}#{iid}"
                store.receive(delivery(f"for {iid}", key))
                lease = claim(store, key=key)
                store.release(lease, NOW, "HTTP 500", throttled=False, attempts=8)
                store.bury(claim(store, key=key), "HTTP 500")
        return address

    def test_none(self, tmp_path):
        """Without dead letters it says so and ends with 0."""
        result = usher("dead-letters", "--database", self.buried(tmp_path))

        assert (result.exit_code, result.stdout) == (0, "no dead letters\n")

    def test_listed(self, tmp_path):
        """Each is listed with its cause, and ends with 1."""
        result = usher("dead-letters", "--database", self.buried(tmp_path, 1))

        since = NOW.strftime("%Y-%m-%d %H:%M UTC")
        assert (result.exit_code, result.stdout) == (
            1,
            f"{PATH}#1  1 waiting since {since}, 8 tries\n    HTTP 500\n",
        )

    def test_rerun_and_drop(self, tmp_path):
        """Some are tried again, some dropped; what is left is shown."""
        address = self.buried(tmp_path, 1, 2, 3)
        result = usher(
            "dead-letters", "--database", address, "--format", "json", "--rerun", f"{PATH}#1", "--drop", f"{PATH}#2"
        )

        found = json.loads(result.stdout)
        assert (result.exit_code, found["rerun"], found["dropped"]) == (1, 1, 1)
        assert [letter["work_key"] for letter in found["left"]] == [f"{PATH}#3"]

    def test_rerun_all(self, tmp_path):
        """All can be tried again at once."""
        result = usher("dead-letters", "--database", self.buried(tmp_path, 1, 2), "--rerun-all", "--format", "json")

        assert (result.exit_code, json.loads(result.stdout)) == (0, {"rerun": 2, "dropped": 0, "left": []})

    @pytest.mark.parametrize("option", ["--rerun", "--drop"])
    def test_unknown(self, tmp_path, option):
        """A key that is none of them is refused."""
        result = usher("dead-letters", "--database", self.buried(tmp_path, 1), option, f"{PATH}#9")

        assert (result.exit_code, f"'{PATH}#9' is no dead letter" in result.stderr) == (2, True)

    def test_no_database(self, tmp_path):
        """A database that is not there is not made, and the answer says where another one is named."""
        result = usher("dead-letters", "--database", f"sqlite:///{tmp_path}/usher.db")

        words = "there is no database at this address; --database or USHER_DATABASE_URL names the one of the running"
        assert (result.exit_code, result.stderr, list(tmp_path.iterdir())) == (2, f"usher: {words} service\n", [])

    def test_junk(self, tmp_path):
        """A file that is no database is named as such."""
        (tmp_path / "usher.db").write_text("program: Stories\n" * 100, encoding="utf-8")
        result = usher("dead-letters", "--database", f"sqlite:///{tmp_path}/usher.db")

        words = "the database is not available: the file is no SQLite database"
        assert (result.exit_code, result.stderr) == (1, f"usher: {words}\n")
