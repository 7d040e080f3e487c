"""Conditions taken apart: which part failed, and what was seen."""

from __future__ import annotations

from datetime import date

import pytest

from automation.decide.expressions import ConditionError
from automation.decide.weighing import parts_of, paths_of, weigh
from automation.model.decision import Reason, Seen, Verdict
from tests.small import LEAD, compiled, rule, under_way, workflow

NAMES = {
    "stage": "Drafting",
    "fields": {"Region": "EMEA", "Notes": ""},
    "labels": frozenset({"b", "a"}),
    "issue": {"is_open": True, "due_date": date(2027, 1, 15), "assignees": ()},
    "actor": {"username": "nicole.smith", "roles": ("advocacy",)},
    "label": lambda scope: f"the {scope}",
    "person": lambda name: {"username": name},
    "quota": {"used": 3},
    "words": "x" * 200,
    "nothing": None,
}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("stage == 'Done'", ["stage == 'Done'"], id="one part"),
        pytest.param("a and not b  and c > 1", ["a", "not b", "c > 1"], id="a chain"),
        pytest.param("a and (b and c)", ["a", "(b and c)"], id="brackets stay together"),
        pytest.param("a and x['and'] == 'b and c'", ["a", "x['and'] == 'b and c'"], id="words in texts are texts"),
        pytest.param("a or b and c", ["a or b and c"], id="another operator is on top"),
        pytest.param("a if b and c else d", ["a if b and c else d"], id="a choice"),
    ],
)
def test_parts(condition, expected):
    """Only a chain of `and` has several parts, each as it is written."""
    assert [part.source for part in parts_of(condition)] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("fields['Region'] == stage", ("fields['Region']", "stage"), id="names and keys"),
        pytest.param("issue.is_open or issue.is_open", ("issue.is_open",), id="each once"),
        pytest.param("label('Topic') | lower", ("label('Topic')",), id="a function that asks nobody"),
        pytest.param("issues('story')", ("issues",), id="what asks about other issues is not asked again"),
        pytest.param("quota.used < 3", (), id="what counts other issues is not counted again"),
        pytest.param("stage.startswith(x)", ("stage", "x"), id="a method counts as what it is called on"),
    ],
)
def test_paths(source, expected):
    """What is shown of a condition is what it asks for by name."""
    assert paths_of(source) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param(
            "issue.is_open and fields['Region'] == 'APAC' and nonsense",
            (False, Seen(part="fields['Region'] == 'APAC'", held=1, parts=3, values=(("fields['Region']", "EMEA"),))),
            id="up to the first that does not hold",
        ),
        pytest.param(
            "issue.is_open and stage == 'Drafting'",
            (True, Seen(part="", held=2, parts=2, values=(("issue.is_open", "yes"), ("stage", "Drafting")))),
            id="all hold",
        ),
        pytest.param(
            "[labels, issue.due_date, issue.assignees, actor, nothing] and fields.Notes",
            (False, Seen(part="fields.Notes", held=1, parts=2, values=(("fields.Notes", "empty"),))),
            id="nothing filled in",
        ),
        pytest.param(
            "[labels, issue.due_date, issue.assignees, actor, nothing]",
            (
                True,
                Seen(
                    part="",
                    held=1,
                    parts=1,
                    values=(
                        ("labels", "a, b"),
                        ("issue.due_date", "2027-01-15"),
                        ("issue.assignees", "none"),
                        ("actor", "nicole.smith"),
                        ("nothing", "empty"),
                    ),
                ),
            ),
            id="in words",
        ),
        pytest.param(
            "words == ''",
            (False, Seen(part="words == ''", held=0, parts=1, values=(("words", "x" * 79 + "…"),))),
            id="cut",
        ),
        pytest.param(
            "person('x').username == 'y'",
            (False, Seen(part="person('x').username == 'y'", held=0, parts=1, values=())),
            id="functions have no value",
        ),
    ],
)
def test_weigh(condition, expected):
    """The answer is that of the condition; beside it stands what was seen."""
    assert weigh(condition, NAMES) == expected


def test_a_fault_is_a_fault():
    """A part that cannot be judged is no part that does not hold."""
    with pytest.raises(ConditionError, match="there is no 'stag'; did you mean 'stage'"):
        weigh("issue.is_open and stag == 'Done'", NAMES)


def test_no_more_than_eight_values():
    """An explanation is kept with every run, and stays short."""
    names = {f"n{number}": number for number in range(12)}
    held, seen = weigh(" or ".join(f"n{number} > 20" for number in range(12)), names)

    assert (held, [name for name, _ in seen.values]) == (False, [f"n{number}" for number in range(8)])


def test_a_gate_tells_what_it_saw():
    """A move that a gate refuses shows the part of its condition that did not hold."""
    moves = "[{from: New, to: Doing, by: advocacy, gate: ready, if: \"issue.is_open and fields['Region'] == 'APAC'\"}]"
    play = under_way(compiled(workflow(moves=moves)))

    decision = play.update(LEAD.username, add=["Story::Doing"], remove=["Story::New"])

    seen = Seen(part="fields['Region'] == 'APAC'", held=1, parts=2, values=(("fields['Region']", "EMEA"),))
    condition = "issue.is_open and fields['Region'] == 'APAC'"
    words = f"gate:ready: the condition is: {condition}, asked by nicole.smith"
    assert decision.reasons == (Reason("Move New → Doing", Verdict.NO, words, seen=seen),)


def test_a_rule_for_everything_shows_nothing():
    """Where there is no condition there is nothing to be seen."""
    decision = under_way(compiled(workflow() + rule("- lock: true"))).comment(LEAD.username, "Go.")

    assert [(reason.title, reason.seen) for reason in decision.reasons] == [("Rule Rule", None)]
