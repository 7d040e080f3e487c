"""Structured comments (rules.md PC-08)."""

from __future__ import annotations

import pytest

from automation.decide.comments import Misread, PatternFault, read_comment

OUTPUT = "{type} {date:date} {url:url}"
SESSION = {"type": "enablement session", "date": "2027-01-12", "url": "https://a.example/x"}
MISREAD = Misread("write `Output: type 2027-01-31 https://…`")

COMMENTS = (
    pytest.param("Output: enablement session 2027-01-12 https://a.example/x", SESSION, id="a line"),
    pytest.param("Done!\r\n\r\noutput :  enablement session  2027-01-12\thttps://a.example/x\r\n", SESSION, id="gaps"),
    pytest.param("- **Output:** enablement session 2027-01-12 <https://a.example/x>", SESSION, id="in bold, in a list"),
    pytest.param("**Output**: enablement session 2027-01-12 https://a.example/x", SESSION, id="colon behind the bold"),
    pytest.param("Output: soon\nOutput: enablement session 2027-01-12 https://a.example/x", SESSION, id="mended below"),
    pytest.param("Output: enablement session", MISREAD, id="values missing"),
    pytest.param("Output: session 2027-02-30 https://a.example/x", MISREAD, id="a day that there is not"),
    pytest.param("Output: session 2027-01-12 ftp://a.example", MISREAD, id="no link of the web"),
    pytest.param("Output:", MISREAD, id="the word alone"),
    pytest.param("The Output: x", None, id="not at the beginning"),
    pytest.param("Outputs: x", None, id="another word"),
    pytest.param("> Output: enablement session 2027-01-12 https://a.example/x", None, id="quoted"),
    pytest.param("`Output: enablement session 2027-01-12 https://a.example/x`", None, id="in code"),
    pytest.param("```\nOutput: enablement session 2027-01-12 https://a.example/x\n```", None, id="in a fence"),
    pytest.param("<!-- Output: x -->", None, id="hidden"),
)


@pytest.mark.parametrize(("body", "found"), COMMENTS)
def test_read(body, found):
    """A comment of the form gives its values; one that only has the word gives the words that help."""
    assert read_comment("Output", OUTPUT, body) == found


PATTERNS = (
    pytest.param("{who:user}", "@april.marks.", {"who": "april.marks"}, id="a person"),
    pytest.param("{who:user}", "April Marks", Misread("write `Word: @username`"), id="no person"),
    pytest.param("{n:number} of {all:number}", "3 OF 12,000", {"n": "3", "all": "12,000"}, id="numbers around a word"),
    pytest.param("{n:number}", "many", Misread("write `Word: 12`"), id="no number"),
    pytest.param("{verdict:word}", "approved", {"verdict": "approved"}, id="a word"),
    pytest.param("{verdict:word}", "not approved", Misread("write `Word: verdict`"), id="two words"),
    pytest.param(
        "{verdict:word} {why}", "no too early for us", {"verdict": "no", "why": "too early for us"}, id="the rest"
    ),
    pytest.param("done", "Done", {}, id="nothing but words"),
)


@pytest.mark.parametrize(("pattern", "text", "found"), PATTERNS)
def test_types(pattern, text, found):
    """Each type takes what it is for."""
    assert read_comment("Word", pattern, f"Word: {text}") == found


def test_a_pattern_that_cannot_be_read_is_refused():
    """The fault is that of the configuration."""
    with pytest.raises(PatternFault):
        read_comment("Word", "{a:colour}", "Word: red")
