"""Which lines GitLab would run as quick actions (gitlab.md §5)."""

from __future__ import annotations

import pytest

from automation.decide.quick_actions import commands, slash_lines

CASES = (
    pytest.param("/close", ("/close",), id="alone"),
    pytest.param("text\n/label ~bug ~x \nmore", ("/label ~bug ~x",), id="with its arguments"),
    pytest.param("/CLOSE", ("/CLOSE",), id="upper case"),
    pytest.param("/close\t\n", ("/close",), id="space behind"),
    pytest.param("/etc/passwd\n/close-it\n/2", (), id="a path is no command"),
    pytest.param(" /close\n\t/close\n> /close\n- /close\n\\/close\n\u200b/close", (), id="not at the very beginning"),
    pytest.param("a\r/close", (), id="a lone carriage return is no line break"),
    pytest.param("\r/cl\rose", ("/close",), id="carriage returns are dropped first"),
    pytest.param("```\n/close\n```\n/label ~a", ("/label ~a",), id="a fence protects"),
    pytest.param("```\n/close", ("/close",), id="one that never ends does not"),
    pytest.param("```ruby\n/close\n```x\n```", (), id="its end stands alone"),
    pytest.param("~~~\n/close\n~~~", ("/close",), id="tildes do not protect"),
    pytest.param("<!--\n/close\n-->", ("/close",), id="comments do not protect"),
    pytest.param("`\n/close\n`", (), id="code over several lines protects"),
    pytest.param("a ` b\n/close\nc ` d\n/label ~a", ("/label ~a",), id="so do two stray backticks"),
    pytest.param("a ` b\n/close", ("/close",), id="one does not"),
    pytest.param("<details>\n/close\n</details>\n/due x", ("/due x",), id="a block of HTML protects"),
    pytest.param("<details>\n/close", ("/close",), id="an open one does not"),
    pytest.param("<a\nb>\n/close\n</a>", (), id="a tag may go over lines"),
    pytest.param(">>>\n/close\n>>>\n/due x", ("/due x",), id="a quotation protects"),
    pytest.param(">>>\nvalue\n>>>\n/close\n>>>", ("/close",), id="a value that ends it lets the next line out"),
    pytest.param("/shrug\n/close", ("/shrug", "/close"), id="substitutions act too"),
)


@pytest.mark.parametrize(("text", "found"), CASES)
def test_commands(text, found):
    """Commands are the lines that GitLab's extractor would take."""
    assert commands(text) == found


def test_slash_lines_see_through_all_protection():
    """Every line that looks like a command counts, whatever a version of GitLab takes for protection."""
    assert slash_lines("```\n/close\n```\n`\n/a b \n`\n /c\n/d/e") == ("/close", "/a b")
