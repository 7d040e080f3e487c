"""Laws of the text guard, for any text in any place (programs.md G15)."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from automation.decide.guard import check_final, collapse, commands, inline, prose, title, unguard
from automation.decide.quick_actions import slash_lines
from tests.properties.hostile import outside
from tests.properties.rendered import Rendered

#: where a template may put a value, with `@` for the value; each on its own has no effect that depends on it
PLACES = (
    pytest.param("- **Region:** @\n- **Role:** x\n", id="field"),
    pytest.param("before\n\n@\n\nafter\n", id="paragraph of its own"),
    pytest.param("before\n@\nafter\n", id="line of its own in a paragraph"),
    pytest.param("before @ after\n", id="within a line"),
    pytest.param("x: @", id="end of the text"),
    pytest.param("@", id="whole text"),
    pytest.param("# Title @\n\ntext\n", id="heading"),
    pytest.param("- [ ] do @\n- [x] done\n", id="task"),
    pytest.param("> @\n\nafter\n", id="quotation"),
    pytest.param("@@\n", id="twice without a gap"),
    pytest.param("**@** and _@_\n", id="emphasis"),
    pytest.param("`@`\n\nafter\n", id="code"),
    pytest.param("```\n@\n```\nafter\n", id="fence"),
    pytest.param("<!-- hint: @ -->\n\nafter\n", id="comment"),
    pytest.param("| a | b |\n|---|---|\n| @ | c |\n", id="table"),
    pytest.param("@\n/label ~bug\n", id="before a command of the template"),
    pytest.param("/label ~bug\n@\n/assign me\n", id="between commands"),
    pytest.param("`a` @ `b`\n/label ~bug\n", id="between code"),
)
#: places for one line, where a quotation makes no sense
ONE_LINE = {"field", "heading", "task", "table", "code", "comment", "emphasis", "fence", "within a line"}


def filled(place: str, value: str) -> str:
    return place.replace("@", value)


@pytest.mark.parametrize("place", PLACES)
@given(value=outside)
@example(value="&commat;all")
def test_inline_text_does_nothing_anywhere(place, value):
    """One line of outside text adds no command, mention, reference, field, heading, task, tag or comment anywhere."""
    final, bare = filled(place, inline(value)), filled(place, "x" if inline(value) else "")

    assert check_final(final, bare) == ()
    assert (commands(final), slash_lines(final)) == (commands(bare), slash_lines(bare))
    assert_same_effect(final, bare)


def assert_same_effect(final: str, bare: str) -> None:
    """A reader of both finds the same live things, the same structure and the same comments."""
    one, other = Rendered(final), Rendered(bare)

    structure = {"h1", "h2", "h3", "h4", "h5", "h6", "img", "a", "ul", "ol", "li", "pre", "code", "hr", "blockquote"}
    assert one.live == other.live
    assert {tag: one.tags[tag] for tag in structure} == {tag: other.tags[tag] for tag in structure}
    assert one.comments == other.comments


@pytest.mark.parametrize("place", [place for place in PLACES if place.id not in ONE_LINE])
@given(value=outside)
def test_prose_does_nothing_anywhere(place, value):
    """A quoted text adds no command, mention, reference, field, heading, task, tag or comment anywhere."""
    final, bare = filled(place, prose(value)), filled(place, "> x" if prose(value) else "")

    assert check_final(final, bare) == ()
    assert slash_lines(final) == slash_lines(bare)
    assert Rendered(final).live == Rendered(bare).live


@given(first=outside, second=outside)
def test_values_side_by_side_make_nothing_together(first, second):
    """What two guarded values make together is as inert as each of them."""
    assert_same_effect(f"a {inline(first)}{inline(second)} b\n", "a x b\n")


@given(value=outside)
def test_guarded_values_read_back(value):
    """What a guarded line says, read back, is what was given, on one line and without control characters."""
    assert unguard(inline(value)) == collapse(value)


@given(value=outside)
def test_guarding_the_reading_again_changes_nothing(value):
    """A value that is read and written again, as often as one likes, stays the same."""
    once = inline(value)

    assert inline(unguard(once)) == once


@given(value=outside)
def test_titles_are_one_inert_line(value):
    """A title is one line of at most 255 characters, mentions and refers to nothing, and is stable."""
    made = title(value)

    assert len(made) <= 255
    assert made.splitlines() in ([], [made])
    assert Rendered(f"<p>{made.replace('&', '&amp;').replace('<', '&lt;')}</p>\n").live == {}
    assert title(made) == made


@given(value=st.text(alphabet="ab \n", max_size=9_000) | outside)
def test_values_are_bounded(value):
    """No outside value brings more than 4,000 characters of its own."""
    assert len(collapse(value)) <= 4_000
    assert len(unguard(prose(value)).replace("\n> ", "\n")) <= 4_002


@given(value=outside)
def test_guarded_text_can_be_stored(value):
    """What leaves the guard has no half characters, zero bytes or direction signs left."""
    for made in (inline(value), prose(value), title(value)):
        made.encode()
        assert not set(made) & set("\0\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\r\v\f\x85\u2028\u2029")
