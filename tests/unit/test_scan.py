"""What a text would do in GitLab, and what values added to it."""

from __future__ import annotations

import pytest

from automation.decide.scan import check_final, headings, mentions

MENTIONS = (
    pytest.param("@sa-emea and @nicole.smith.", {"sa-emea", "nicole.smith"}, id="people"),
    pytest.param("@gitlab-com/marketing", {"gitlab-com/marketing"}, id="a group"),
    pytest.param("mail a@b.example", set(), id="an address"),
    pytest.param("`@a` ``@b ` c``", set(), id="code"),
    pytest.param("```\n@a\n```\n~~~\n@b\n~~~", set(), id="fences"),
    pytest.param("<!-- @a -->", set(), id="a comment"),
    pytest.param("https://x.com/@a and https://x.com/y?z=@b", set(), id="links"),
    pytest.param("xhttps://x.com/@a", {"a"}, id="a link that is none"),
    pytest.param("> @a\n(@b) *@c*", {"a", "b", "c"}, id="quotations and markup"),
    pytest.param("&#64;a &commat;b", {"a", "b"}, id="entities"),
    pytest.param("@\u200ball é@c", {"c"}, id="a gap stops a mention, a letter of another alphabet does not"),
)


@pytest.mark.parametrize(("text", "found"), MENTIONS)
def test_mentions(text, found):
    """Mentions are the names that GitLab would notify."""
    assert mentions(text) == found


def test_headings_are_those_of_the_document():
    """Headings in code, quotations and comments do not count."""
    text = "# One\n```\n# no\n```\n> ## no\n<!--\n# no\n-->\n### Two `x` ##\n#no\n"

    assert headings(text) == ((1, "One"), (3, "Two `x`"))


BARE = "# T\n- **Region:** \n- [ ] task\n\n/label ~a\n"
CHANGES = (
    pytest.param(BARE.replace("** \n", "** EMEA\n"), (), id="a value"),
    pytest.param(BARE + "/close\n", ("the command '/close'",), id="a command"),
    pytest.param(BARE.replace("~a", "~a ~b"), ("the command '/label ~a ~b'",), id="its arguments"),
    pytest.param(BARE.replace("T", "T @all"), ("the mention '@all'",), id="a mention"),
    pytest.param(BARE + "`@all`", ("the mention '@all'",), id="a mention in code"),
    pytest.param(BARE + "**Role:** x", ("the field 'Role'",), id="a field"),
    pytest.param(BARE + "<!-- x -->", ("the comment sign '-->'", "the comment sign '<!--'"), id="a comment"),
    pytest.param(BARE + "## U\n", ("a heading '##'",), id="a heading"),
    pytest.param(BARE + "> - [x] done\n", ("a task '- [ ]'",), id="a task"),
    pytest.param("`" + BARE + "`", ("something that hides the command '/label ~a'",), id="backticks around a command"),
)


@pytest.mark.parametrize(("final", "words"), CHANGES)
def test_check_final(final, words):
    """Everything that a text does beyond its template is named."""
    assert tuple(sorted(check_final(final, BARE))) == tuple(sorted(words))
