"""`automation.config.environment`: variables in config.yml."""

from __future__ import annotations

import pytest

from automation.config.environment import dotted, expand

ENVIRONMENT = {"URL": "https://gitlab.example", "EMPTY": "", "ODD": "a: ${URL} \\1 }"}


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        pytest.param("${URL}", "https://gitlab.example", id="a variable alone"),
        pytest.param(
            "${URL}/api/${URL}", "https://gitlab.example/api/https://gitlab.example", id="within a text, twice"
        ),
        pytest.param("${URL:-x}", "https://gitlab.example", id="a default that is not needed"),
        pytest.param("${NONE:-x y}", "x y", id="the default"),
        pytest.param("${NONE:-}", "", id="the empty default"),
        pytest.param("${NONE:-a:-b}", "a:-b", id="a default that holds the sign itself"),
        pytest.param("${EMPTY:-x}", "x", id="the default of an empty variable, as in a shell"),
        pytest.param("${EMPTY}", "", id="an empty variable is set"),
        pytest.param("$${URL}", "${URL}", id="escaped"),
        pytest.param("$URL and $5 and {URL}", "$URL and $5 and {URL}", id="no reference without both signs"),
        pytest.param("${ODD}", "a: ${URL} \\1 }", id="a value is put in as it is, once"),
    ],
)
def test_references_are_replaced(text, expanded):
    """A text with references becomes the text with their values."""
    assert expand(text, ENVIRONMENT) == (expanded, [])


def test_all_texts_are_expanded_and_nothing_else():
    """Lists and mappings are walked; keys, numbers and nothing stay."""
    data = {"${URL}": ["${URL}", 5, None, True], "b": {"c": "${EMPTY}"}}

    assert expand(data, ENVIRONMENT) == (
        {"${URL}": ["https://gitlab.example", 5, None, True], "b": {"c": ""}},
        [],
    )


@pytest.mark.parametrize(
    ("text", "message", "remedy"),
    [
        pytest.param(
            "${NONE}",
            "the environment variable NONE is not set",
            "Set it, or give a default: ${NONE:-…}.",
            id="not set",
        ),
        pytest.param(
            "${projects.champion-ops}",
            "${…} takes no parts of the configuration",
            "Write the key alone: projects, people and tables are named by their key, as in project: champion-ops.",
            id="a part of the configuration",
        ),
        pytest.param(
            "${URL",
            "${ is not closed",
            "Add the }, or write $${ for the two characters themselves.",
            id="not closed",
        ),
        pytest.param(
            "${URL-x}",
            "${…} holds no name of a variable",
            "Write ${NAME} or ${NAME:-default}.",
            id="another shell form",
        ),
        pytest.param("${}", "${…} holds no name of a variable", "Write ${NAME} or ${NAME:-default}.", id="no name"),
    ],
)
def test_a_wrong_reference_is_a_problem_at_its_place(text, message, remedy):
    """The text stays as written, and the problem says what to do."""
    data, problems = expand({"a": [text]}, ENVIRONMENT)

    assert data == {"a": [text]}
    assert [(each.trail, each.message, each.remedy, each.code) for each in problems] == [
        (("a", 0), message, remedy, "environment")
    ]


def test_every_wrong_reference_is_reported():
    """Two variables that are not set in one text are two problems."""
    _, problems = expand("${A}${URL}${B}", ENVIRONMENT)

    assert [problem.message for problem in problems] == [
        "the environment variable A is not set",
        "the environment variable B is not set",
    ]


def test_programs_name_no_parts_of_the_configuration():
    """In program files a part of the configuration is refused, and everything else is text."""
    data = {"project": "${projects.ops}", "do": [{"comment": "run ${HOME}/x with ${ people.a }"}, "${HOME}", 5]}

    assert [problem.trail for problem in dotted(data)] == [("project",), ("do", 0, "comment")]
