"""Which lines of a Markdown text say something, and which show, hide or quote it."""

from __future__ import annotations

import pytest

from automation.decide.lines import Kind, heading, read_lines, without_comments

T, F, Q, C = Kind.TEXT, Kind.FENCE, Kind.QUOTE, Kind.COMMENT

KINDS = (
    pytest.param("a\nb", [T, T], id="text"),
    pytest.param("```\na\n```\nb", [F, F, F, T], id="a fence"),
    pytest.param("~~~ yaml\n```\n~~~\nb", [F, F, F, T], id="the other rail does not end it"),
    pytest.param("````\n```\n````\nb", [F, F, F, T], id="nor does a shorter one"),
    pytest.param(
        "```\na\n``` x\n    ```\n ````  \nb", [F, F, F, F, F, T], id="its end has nothing behind and stands left"
    ),
    pytest.param("```\na", [F, F], id="one without an end goes on to the last line"),
    pytest.param("``` a`b\nc", [T, T], id="code within a line is no fence"),
    pytest.param("> a\n\nb", [Q, T, T], id="a quotation"),
    pytest.param("> a\nb\n- c", [Q, Q, T], id="its paragraph goes on without the sign, a list does not"),
    pytest.param(">\nb", [Q, T], id="an empty quotation has no paragraph"),
    pytest.param(">>>\na\n\nb\n>>>\nc", [Q, Q, Q, Q, Q, T], id="GitLab's quotation over several lines"),
    pytest.param("<!-- a -->\nb", [C, T], id="a comment"),
    pytest.param(
        "<!--\na\n\n--> b\nc", [C, C, C, C, T], id="a comment over several lines, and what is left of its last"
    ),
    pytest.param("<!-- a\nb", [C, C], id="one without an end hides the rest"),
    pytest.param("a <!-- b\nc -->\nd", [T, C, T], id="a comment that begins within a paragraph"),
    pytest.param("a <!-- b\n\nc -->", [T, T, T], id="and cannot leave it"),
    pytest.param("`<!--` b\nc -->", [T, T], id="in code there is no comment"),
    pytest.param("    > a\n    <!-- b", [T, T], id="four spaces make code, which nobody reads as a block"),
    pytest.param("a\u2028```\n\x0b> b", [T, T], id="other line breaks are none"),
)


@pytest.mark.parametrize(("text", "kinds"), KINDS)
def test_kinds(text, kinds):
    """Each line has the kind of the block that it is part of."""
    assert [line.kind for line in read_lines(text)] == kinds


@pytest.mark.parametrize("text", ["", "a", "a\n", "a\r\nb\rc\n\n", "\n", "<!-- a\r\n-->x"])
def test_lines_joined_are_the_text(text):
    """Nothing is lost or changed, line breaks included."""
    assert "".join(line.raw + line.ending for line in read_lines(text)) == text


def test_the_text_of_a_line_has_no_comments():
    """Comments within a line are left out, also one that goes on below."""
    lines = read_lines("a <!-- b --> c <!--> d -->\ne <!-- f\ng -->\n")

    assert [line.text for line in lines] == ["a  c ", "e ", "", ""]


HEADINGS = (
    pytest.param("# a", (1, "a"), id="first level"),
    pytest.param("   ###### a b ##  ", (6, "a b"), id="sixth level, closed, indented"),
    pytest.param("##", (2, ""), id="empty"),
    pytest.param("## ##", (2, ""), id="nothing but its end"),
    pytest.param("## C#", (2, "C#"), id="a sign that belongs to the word"),
    pytest.param("##\ta\t#", (2, "a"), id="tabs"),
    pytest.param("## a <!-- b -->", (2, "a"), id="with a comment"),
    pytest.param("####### a", None, id="there is no seventh level"),
    pytest.param("#a", None, id="no gap"),
    pytest.param("    # a", None, id="code"),
    pytest.param("> # a", None, id="quoted"),
    pytest.param("a", None, id="text"),
)


@pytest.mark.parametrize(("text", "found"), HEADINGS)
def test_heading(text, found):
    """A heading has a level and its words."""
    assert heading(read_lines(text)[0]) == found


def test_comments_without_an_end_are_text():
    """Only whole comments are left out."""
    assert without_comments("a<!--b-->c<!---->d<!--e") == "acd<!--e"
