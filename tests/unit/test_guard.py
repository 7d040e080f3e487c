"""The text guard by example (rules.md G15, gitlab.md §5)."""

from __future__ import annotations

import pytest

from automation.decide.guard import Safe, collapse, inline, prose, title, unguard

GAP = "\u200b"

INLINE = (
    pytest.param("Solutions Architect", "Solutions Architect", id="ordinary words stay"),
    pytest.param("2027-01-31", "2027-01-31", id="a date stays"),
    pytest.param("AT&T, C# and 15% of $5", f"AT&T, C# and 15% of ${GAP}5", id="only what could refer is held apart"),
    pytest.param("champion.one@rheinwerk.example", "champion.one@rheinwerk.example", id="an address mentions nobody"),
    pytest.param("https://x.com/@a/1?b=2&c=3#4", f"{GAP}https://x.com/@a/1?b=2&c=3#4", id="a link stays whole"),
    pytest.param("https://gitlab.com/a/b", "https://gitlab.com/a/b", id="a link without signs stays as it is"),
    pytest.param("@all", f"@{GAP}all", id="a mention"),
    pytest.param("é@all", f"é@{GAP}all", id="GitLab's word characters are ASCII"),
    pytest.param("see #12, !3, &4", f"see #{GAP}12, !{GAP}3, &{GAP}4", id="issue, merge request, epic"),
    pytest.param('~bug ~"a b"', f'~{GAP}bug ~{GAP}"a b"', id="labels"),
    pytest.param("%1 $7 GL-9", f"%{GAP}1 ${GAP}7 GL-{GAP}9", id="milestone, snippet, issue by its long form"),
    pytest.param("#CAB-internal", f"{GAP}#CAB-internal", id="a channel is no heading"),
    pytest.param("/close", f"{GAP}/close", id="a quick action"),
    pytest.param("<b>", "&lt;b>", id="a tag"),
    pytest.param("<!-- usher-bot:x -->", "&lt;!-- usher-bot:x --&gt;", id="a marker"),
    pytest.param("--!>", f"{GAP}--!&gt;", id="the other end of a comment"),
    pytest.param("`/close`", "&#96;/close&#96;", id="code that could hide a command of the template"),
    pytest.param("&#64;all", f"&amp;#{GAP}64;all", id="an entity is as good as its character"),
    pytest.param("https://x.de/a&amp;b", "https://x.de/a&amp;amp;b", id="an entity ends a link"),
    pytest.param("&commat;all", "&amp;commat;all", id="a named entity too"),
    pytest.param("\\`", f"\\{GAP}&#96;", id="a backslash would break our entity"),
    pytest.param("- [ ] approve", f"{GAP}- [{GAP} ] approve", id="a task"),
    pytest.param(
        "![a](https://x.de)", f"!{GAP}[{GAP}a]{GAP}(https://x.de)", id="an image that would tell who reads it"
    ),
    pytest.param("a\r\n/close\u2028b\x85c", "a /close b c", id="every kind of line break is a space"),
    pytest.param("a\u202eb\x00c\ud800d\ufeffe", "abcde", id="what nobody sees is dropped"),
    pytest.param("👩\u200d💻 می\u200cخواهم", "👩\u200d💻 می\u200cخواهم", id="joiners of emoji and scripts stay"),
    pytest.param("", "", id="nothing"),
)


@pytest.mark.parametrize(("value", "guarded"), INLINE)
def test_inline(value, guarded):
    """A value becomes one line in which each sign that does something is held apart, and only those."""
    assert inline(value) == guarded


PROSE = (
    pytest.param("one line", "> one line", id="a line"),
    pytest.param("a\n\n\n\nb\n", "> a\n>\n> b", id="paragraphs stay, gaps close"),
    pytest.param("\n \n", "", id="nothing gives nothing"),
    pytest.param("- a\n- b\n1. c", "> - a\n> - b\n> 1. c", id="lists stay lists"),
    pytest.param("- # a", f"> - {GAP}# a", id="a heading in a list"),
    pytest.param("# a\n===\n---", f"> {GAP}# a\n> {GAP}===\n> {GAP}---{GAP}", id="headings of both kinds"),
    pytest.param(">>>\n/close\n>>>", f"> {GAP}>>>\n> {GAP}/close\n> {GAP}>>>", id="a quotation of its own"),
    pytest.param("```\n/close\n```", f"> &#96;&#96;&#96;\n> {GAP}/close\n> &#96;&#96;&#96;", id="a fence"),
    pytest.param("- [x] done\r- **Region:** x", f"> - [{GAP}x] done\n> - {GAP}**Region:** x", id="a task and a field"),
)


@pytest.mark.parametrize(("value", "guarded"), PROSE)
def test_prose(value, guarded):
    """Several lines become a quotation that keeps its paragraphs and lists."""
    assert prose(value) == guarded


TITLES = (
    pytest.param(
        "Champion nomination: April Marks (A & B)", "Champion nomination: April Marks (A & B)", id="words stay"
    ),
    pytest.param("ask @all about #1", f"ask @{GAP}all about #{GAP}1", id="mentions and references"),
    pytest.param("a <b> `c`", "a <b> `c`", id="titles are no Markdown"),
    pytest.param("a\nb", "a b", id="one line"),
    pytest.param("x" * 300, "x" * 254 + "…", id="cut to what GitLab takes"),
    pytest.param("@" * 200, f"@{GAP}" * 127 + "…", id="cut again once it has grown"),
)


@pytest.mark.parametrize(("value", "made"), TITLES)
def test_title(value, made):
    """A title is one short line that mentions and refers to nothing."""
    assert title(value) == made


def test_long_values_are_cut_and_say_so():
    """A value over 4,000 characters ends with an ellipsis."""
    assert collapse("ab " * 2_000) == ("ab " * 1_333).strip() + "…"


def test_unguard_reads_what_people_write_as_they_mean_it():
    """Text that was never guarded reads as it is shown."""
    assert unguard("R&amp;D &lt;team&gt; &#96;x&#96; &copy;") == "R&D <team> `x` &copy;"


def test_safe_text_made_of_safe_text_is_ordinary():
    """What is cut from, joined to or replaced in safe text has to be guarded again."""
    made = (Safe("@a") + "b", Safe("@a")[:1], Safe("@a").replace("a", "b"), Safe(", ").join(["@a"]))

    assert [type(text) for text in made] == [str] * 4
