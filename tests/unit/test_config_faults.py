"""`automation.config.faults` and `spelling`: words, order and JSON of faults."""

from __future__ import annotations

import pytest

from automation.config.faults import ConfigFaults, Fault, Problem, overlap
from automation.config.spelling import LISTED, nearest, proposal


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        pytest.param(
            Fault("programs/stories.yml", 41, 7, "there is no stage of this name", "Vettng", "Did you mean 'Vetting'?"),
            "programs/stories.yml:41:7: there is no stage of this name (got 'Vettng'). Did you mean 'Vetting'?",
            id="value and remedy",
        ),
        pytest.param(Fault("config.yml", 1, 1, "this is wrong"), "config.yml:1:1: this is wrong.", id="neither"),
        pytest.param(
            Fault("config.yml", 1, 1, "this is wrong", "a\nb"),
            "config.yml:1:1: this is wrong (got 'a\\nb').",
            id="a value of two lines stays on one",
        ),
        pytest.param(
            Fault("config.yml", 1, 1, "this is wrong", "x" * 70),
            f"config.yml:1:1: this is wrong (got '{'x' * 60}…').",
            id="a long value is cut",
        ),
    ],
)
def test_a_fault_reads_as_one_line(fault, words):
    """File, line and column first, as editors and compilers have it."""
    assert str(fault) == words


def test_faults_come_in_the_order_of_the_files():
    """Whatever the order of finding, each fault once, by file and position."""
    late, early, other = Fault("b.yml", 2, 1, "x"), Fault("b.yml", 1, 9, "y"), Fault("a.yml", 30, 1, "z")

    found = ConfigFaults([late, early, other, late])

    assert found.faults == (other, early, late)
    assert str(found) == "a.yml:30:1: z.\nb.yml:1:9: y.\nb.yml:2:1: x."


def test_faults_as_json():
    """The same for machines: one object per fault, with every attribute."""
    fault = Fault("config.yml", 3, 5, "unknown key", "tokn", "Did you mean 'token'?", "unknown-key")

    assert ConfigFaults([fault]).as_json() == [
        {
            "file": "config.yml",
            "line": 3,
            "column": 5,
            "message": "unknown key",
            "value": "tokn",
            "remedy": "Did you mean 'token'?",
            "code": "unknown-key",
        }
    ]


def test_a_problem_seen_from_further_up():
    """Both its trails get the prefix."""
    problem = Problem(trail=("a",), message="m", code="c", meant=("b",))

    assert problem.under("programs", "x") == Problem(
        trail=("programs", "x", "a"), message="m", code="c", meant=("programs", "x", "b")
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        pytest.param("Vettng", "Vetting", id="a letter missing"),
        pytest.param("vetting", "Vetting", id="another case"),
        pytest.param("Drafting", "Drafting", id="the name itself"),
        pytest.param("Published", None, id="nothing like it"),
    ],
)
def test_the_nearest_name(name, found):
    """The name that was most likely meant, or none."""
    assert nearest(name, ["Vetting", "Drafting"]) == found


@pytest.mark.parametrize(
    ("names", "words"),
    [
        pytest.param(["Vetting", "Draft"], "Did you mean 'Vetting'? Known: Vetting, Draft.", id="one is near"),
        pytest.param(["Draft"], "Known: Draft.", id="none is near"),
        pytest.param([], "Known: none.", id="there are none"),
        pytest.param(
            [f"n{index}" for index in range(LISTED + 2)],
            f"Known: {', '.join(f'n{index}' for index in range(LISTED))} and 2 more.",
            id="too many to list",
        ),
    ],
)
def test_a_proposal_lists_what_is_right(names, words):
    """A remedy asks for the nearest name first and then lists them."""
    assert proposal("Vettng", names) == words


@pytest.mark.parametrize(
    ("one", "other", "related"),
    [
        pytest.param(("a", "b"), ("a", "b", "c"), True, id="one leads on"),
        pytest.param(("a", "b"), ("a", "c"), False, id="another key"),
        pytest.param(("a", 0, "to"), ("a", "to"), True, id="a single value in place of a list"),
        pytest.param(("a", "to"), ("a", 0, "to"), True, id="the other way round"),
        pytest.param(("a", 0), ("a", 1, "to"), False, id="another item"),
        pytest.param(("a", 1, "to"), ("a", "to"), False, id="a second item is no single value"),
        pytest.param(("a", 0, "to"), ("a", "by"), False, id="another key of the single value"),
    ],
)
def test_problems_of_one_place(one, other, related):
    """Two problems are about one place where one leads on from the other; a list of one may be written without it."""
    assert overlap(one, other) is related
