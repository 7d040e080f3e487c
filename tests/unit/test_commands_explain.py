"""`usher explain`: how an issue stood and why, from the database alone."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from automation.commands.common import Stop, issue_ref
from automation.commands.main import main
from automation.model.refs import IssueRef
from automation.runtime.store import Store
from tests.explain_parts import PROGRAM, REF, lived
from tests.small import compiled, written


def usher(*arguments):
    """Run `usher explain` with these arguments; no fault of a user may end in a traceback."""
    result = CliRunner().invoke(main, ["explain", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def place(tmp_path):
    """A configuration, and a database with what a story lived through: the options that name them."""
    address = f"sqlite:///{tmp_path / 'usher.db'}"
    with Store.open(address) as store:
        lived(store)
    return ("--config", written(PROGRAM, tmp_path), "--database", address)


STOOD = """\
  open, workflow story, active, stage New since 2027-01-11 09:00:00 UTC
  assigned to sa-emea
  chosen by Usher: sa-emea
    Owner: role channel-sa gives sa-emea; not sa-apac: the condition does not hold (run R1)
  waits for a move to Doing by advocacy, when fields['Region'] == 'APAC'
"""
DIGEST = compiled(PROGRAM).digest[:12]


def test_a_refused_move(place):
    """How the issue stands, and of the refused move the value that its gate saw and what was written."""
    result = usher(REF, "--at", "2027-01-11T11:30:00Z", "--runs", "1", *place)

    assert (result.exit_code, result.output) == (
        0,
        f"""\
{REF} Story: Helios, at 2027-01-11 11:30:00 UTC
{STOOD}
Run R3 at 2027-01-11 11:00:00 UTC: processed, configuration {DIGEST}
  issue.update by nicole.smith
  Who acted: nicole.smith; what was reported is what GitLab showed
  Because:
    ✗ Move New → Doing: gate:ready: Not there, asked by nicole.smith
        fields['Region'] was EMEA
  Nearest miss: Move New → Doing: fields['Region'] was EMEA
  Wrote:
    done: update {REF}: +Story::New, -Story::Doing
    done: note on {REF}: transition-rejected
""",
    )


def test_in_the_past(place):
    """At an earlier instant: the last run until then, with the rule of which most held and the part that did not."""
    result = usher(REF, "--at", "2027-01-11T10:30:00Z", "--runs", "1", *place)

    missed = "2 of 3 parts held, then not: stage == 'Done' (stage was New)"
    assert (result.exit_code, result.output) == (
        0,
        f"""\
{REF} Story: Helios, at 2027-01-11 10:30:00 UTC
{STOOD}
Run R2 at 2027-01-11 10:00:00 UTC: processed, configuration {DIGEST}
  note.create by nicole.smith
  Who acted: nicole.smith; what was reported is what GitLab showed
  Because:
    ✗ Rule Rule: issue.is_open and actor.username == 'nicole.smith' and stage == 'Done' does not hold
        {missed}
  Nearest miss: Rule Rule: {missed}
  Wrote nothing.
""",
    )


def test_json(place):
    """The same for programs."""
    result = usher(REF, "--at", "2027-01-11T10:30:00+00:00", "--format", "json", *place)
    found = json.loads(result.output)

    assert (result.exit_code, found["issue"], found["standing"]["memory"]["stage"]) == (0, str(REF), "New")
    assert [run["id"] for run in found["runs"]] == ["R2", "R1"]
    assert found["runs"][0]["nearest_miss"]["seen"] == {
        "part": "stage == 'Done'",
        "held": 2,
        "parts": 3,
        "values": [["stage", "New"]],
    }


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        pytest.param(
            ["stories"],
            2,
            "usher: 'stories' is not an issue reference; write it as group/project#12, or give its address in GitLab\n",
            id="no issue",
        ),
        pytest.param(
            [REF, "--at", "yesterday"],
            2,
            "usher: --at 'yesterday' is not an instant; write 2027-01-11T09:15:00Z\n",
            id="no instant",
        ),
        pytest.param(
            [REF, "--at", "2027-01-11T08:00:00Z"],
            1,
            f"usher: Usher knew nothing of {REF} at 2027-01-11 08:00:00 UTC\n",
            id="before it was there",
        ),
        pytest.param(
            ["a/b#7", "--at", "2027-01-11T08:00:00Z"],
            1,
            "usher: Usher knew nothing of a/b#7 at 2027-01-11 08:00:00 UTC\n",
            id="an issue that Usher never saw",
        ),
    ],
)
def test_no_answer(place, arguments, code, expected):
    """What cannot be answered is said in a sentence."""
    result = usher(*arguments, *place)

    assert (result.exit_code, result.output) == (code, expected)


def test_without_a_database(place, tmp_path):
    """Nothing is made where nothing is."""
    address = f"sqlite:///{tmp_path / 'nowhere.db'}"
    result = usher(REF, *place[:2], "--database", address)

    words = f"usher: there is no database at {address}; is this the one of the running service?\n"
    assert (result.exit_code, result.output) == (1, words)
    assert not (tmp_path / "nowhere.db").exists()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("a/b#7", IssueRef("a/b", 7), id="a reference"),
        pytest.param("https://gitlab.example/a/b/-/issues/7", IssueRef("a/b", 7), id="an address"),
        pytest.param("https://gitlab.example/a/b/-/issues/7#note_3", IssueRef("a/b", 7), id="of a note"),
        pytest.param("https://gitlab.example/a/b/-/work_items/7?x=1", IssueRef("a/b", 7), id="of a work item"),
    ],
)
def test_which_issue(text, expected):
    """An issue is named as GitLab names it, or by its address as the browser shows it."""
    assert issue_ref(text) == expected


@pytest.mark.parametrize("text", ["", "7", "https://gitlab.example/a/b/-/merge_requests/7", "https://a/-/issues/7x"])
def test_no_issue(text):
    """What names no issue is not guessed at."""
    with pytest.raises(Stop):
        issue_ref(text)
