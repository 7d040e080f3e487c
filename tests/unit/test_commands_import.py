"""`usher import-triage`: what is printed where, what is written, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from automation.importing.convert import import_policies

HYGIENE = Path(__file__).parent / "triage" / "hygiene.yml"
GOOD = "resource_rules: {issues: {rules: [{name: R, conditions: {labels: [a]}, actions: {labels: [b]}}]}}\n"
MENTIONS = GOOD.replace("actions: {", "actions: {remove_labels: [a], comment: 'Hi {{author}}', ")


def usher(*arguments):
    """Run `usher import-triage` with these arguments."""
    result = CliRunner().invoke(main, ["import-triage", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def good(tmp_path):
    """A file without anything to point out."""
    path = tmp_path / "triage.yml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_good(good):
    """A file that is carried over as it is ends with 0; the program is all that standard output has."""
    result = usher(good, "--project", "stories", "--program", "Tidy")

    assert (result.exit_code, result.stderr) == (0, "1 rule: 1 carried over, 0 refused\n")
    assert result.stdout == import_policies(GOOD, str(good), program="Tidy", project="stories").text


def test_notes_end_with_nought(good):
    """What is only worth knowing is said, and is no reason to end with 1."""
    good.write_text(MENTIONS, encoding="utf-8")

    result = usher(good)

    assert (result.exit_code, result.stderr.splitlines()[0].partition(" ")[0]) == (0, "note:")


def test_findings():
    """Where something is refused or pointed out it ends with 1, and says what on standard error."""
    result = usher(HYGIENE, "--project", "stories")
    found = import_policies(HYGIENE.read_text(encoding="utf-8"), str(HYGIENE), project="stories")

    assert (result.exit_code, result.stdout) == (1, found.text)
    assert result.stderr.splitlines() == [
        *(f"{finding.kind}: {finding}" for finding in found.findings),
        "7 rules: 5 carried over, 2 refused",
    ]


def test_json(good):
    """The same as data."""
    good.write_text(GOOD.replace("a]}", "a], weight: }"), encoding="utf-8")

    result = usher(good, "--format", "json")
    data = json.loads(result.stdout)

    assert (result.exit_code, result.stderr, data["converted"], data["refused"]) == (1, "", ["R"], [])
    assert data["findings"] == [
        {
            "file": str(good),
            "line": 1,
            "kind": "look",
            "code": "empty",
            "rule": "R",
            "words": "weight is empty, and gitlab-triage passes over it",
            "remedy": "so does the policy",
        }
    ]
    assert data["program"].startswith("# Made by")


def test_output(good, tmp_path):
    """The program is written to a new file, and never over one that is there."""
    target = tmp_path / "program.yml"

    first, second = usher(good, "--output", target), usher(good, "--output", target)

    assert (first.exit_code, first.stdout) == (0, "")
    assert target.read_text(encoding="utf-8") == import_policies(GOOD, str(good)).text
    assert (second.exit_code, second.stderr) == (2, f"usher: {target} is there already; nothing was written\n")


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        pytest.param(b"\xff", 2, "this byte is not UTF-8. Save the file as UTF-8.", id="not UTF-8"),
        pytest.param(b"a: [", 1, "this cannot be read as YAML", id="no YAML"),
        pytest.param(b"a: b\n", 1, "there are no rules here", id="no rules"),
    ],
)
def test_unreadable(good, tmp_path, content, code, words):
    """A file that cannot be used ends in a sentence, and nothing is written."""
    good.write_bytes(content)

    result = usher(good, "--output", tmp_path / "program.yml")

    assert (result.exit_code, words in result.stderr, result.stdout) == (code, True, "")
    assert not (tmp_path / "program.yml").exists()


def test_missing(tmp_path):
    """A file that is not there is named."""
    result = usher(tmp_path / "none.yml")

    assert (result.exit_code, "none.yml" in result.stderr) == (2, True)
