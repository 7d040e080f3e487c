"""`usher replay`: what another configuration would have done with what has happened."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from automation.runtime.replaying import Verdict, compare
from automation.runtime.store import Store
from tests.explain_parts import PROGRAM, REF, lived
from tests.play import BOT, MONDAY
from tests.small import compiled, rule, workflow, written

#: the rule now acts where it did not
MORE = PROGRAM.replace("and stage == 'Done'", "and stage == 'New'")
#: the gate is open: the move that was put back stays
LESS = PROGRAM.replace("fields['Region'] == 'APAC'", "fields['Region'] == 'EMEA'", 1)
#: the rule asks about other issues, which it did not
ASKS = PROGRAM.replace("and stage == 'Done'", "and issues('story') | length > 3")


@pytest.fixture
def replay(tmp_path):
    """Runs `usher replay` with a configuration on what a story lived through."""
    address = f"sqlite:///{tmp_path / 'usher.db'}"
    with Store.open(address) as store:
        lived(store)

    def run(program, *options, since="2027-01-11"):
        config = written(program, tmp_path)
        here = ("--since", since, "--config", str(config), "--database", address)
        result = CliRunner().invoke(main, ["replay", *here, *options])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


@pytest.mark.parametrize(
    ("program", "code", "expected"),
    [
        pytest.param(PROGRAM, 0, "3 runs: 3 same\n", id="the same configuration decides alike"),
        pytest.param(
            MORE,
            1,
            f"R2  {REF}  more\n    + update {REF}: locked\n3 runs: 1 more, 2 same\nRule Rule: 1 more\n",
            id="a rule does more",
        ),
        pytest.param(
            ASKS,
            0,
            f"R2  {REF}  cannot be told: it was not asked then: QUESTION\n3 runs: 1 cannot be told, 2 same\n",
            id="what was not asked then is not guessed",
        ),
    ],
)
def test_differences(replay, program, code, expected):
    """Runs that differ are named with what would be written besides and no longer, and summed up by rule."""
    result = replay(program)

    start, _, end = expected.partition("QUESTION")
    assert result.exit_code == code
    assert result.output.startswith(start)
    assert result.output.endswith(end)


def test_less(replay):
    """Where a refused move would have been made, nothing is put back and nobody is told."""
    found = json.loads(replay(LESS, "--format", "json").output)

    assert found == {
        "runs": [
            {
                "id": "R3",
                "work_key": str(REF),
                "started_at": "2027-01-11T11:00:00+00:00",
                "verdict": "less",
                "less": [f"update {REF}: +Story::New, -Story::Doing", f"note on {REF}: transition-rejected"],
                "more": [],
                "rules": {},
                "why": "",
            }
        ],
        "sums": {"same": 2, "less": 1},
        "rules": {},
    }


def test_otherwise(tmp_path):
    """A rule that matches both times and writes something else acts otherwise."""
    one, two = (workflow() + rule(f"- label: {label}") for label in ("One", "Two"))
    with Store.open(f"sqlite:///{tmp_path / 'usher.db'}") as store:
        lived(store, one)
        found = compare(store.run("R2"), compiled(two), BOT)

    assert (found.verdict, found.less, found.more, found.rules) == (
        Verdict.OTHERWISE,
        (f"update {REF}: +One",),
        (f"update {REF}: +Two",),
        {"Rule": Verdict.OTHERWISE},
    )


def test_who_acted_is_not_guessed(tmp_path):
    """Where GitLab was asked who changed the labels, and its answer is not kept, nothing is claimed."""
    with Store.open(f"sqlite:///{tmp_path / 'usher.db'}") as store:
        lived(store)
        found = compare(replace(store.run("R3"), events=()), compiled(PROGRAM), BOT)

    assert (found.verdict, found.why) == (
        Verdict.UNKNOWN,
        "who acted was asked of GitLab, whose answer is not kept",
    )


def test_since(replay):
    """Runs from before are left out."""
    assert replay(MORE, since="2027-01-11T10:30:00Z").output == "1 runs: 1 same\n"


def test_a_page(replay):
    """The same as one page, in which nothing of the configuration is markup."""
    result = replay(
        PROGRAM + rule("- lock: true").replace("rules:\n", "").replace("name: Rule", "name: <b>"), "--format", "html"
    )

    assert result.exit_code == 1
    assert "<td>R2</td>" in result.output
    assert "Rule &lt;b&gt;: 1 more" in result.output


def test_cleared(replay, tmp_path):
    """Of runs whose texts are cleared nothing is claimed; they are counted apart."""
    with Store.open(f"sqlite:///{tmp_path / 'usher.db'}") as store:
        while store.retention(MONDAY + timedelta(days=40), 30):
            pass

    assert replay(MORE).output == "3 runs: 3 cleared\n"


def test_without_a_database(tmp_path):
    """Nothing is made where nothing is."""
    address = f"sqlite:///{tmp_path / 'nowhere.db'}"
    config = str(written(PROGRAM, tmp_path))
    result = CliRunner().invoke(main, ["replay", "--since", "2027-01-11", "--config", config, "--database", address])

    words = f"usher: there is no database at {address}; is this the one of the running service?\n"
    assert (result.exit_code, result.output) == (2, words)
