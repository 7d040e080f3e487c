"""Laws of the text guard, for any text in any place (rules.md G15)."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from automation.decide.guard import check_final, collapse, commands, inline, prose, title, unguard
from automation.decide.quick_actions import slash_lines
from tests.properties.hostile import outside
from tests.properties.rendered import Rendered

#: where a template may put one line, with `@` for the line
LINES = (
    "- **Region:** @\n- **Role:** x\n",
    "before @ after\n",
    "# Title @\n\ntext\n",
    "- [ ] do @\n- [x] done\n",
    "**@** and _@_\n",
    "`@`\n\nafter\n",
    "```\n@\n```\nafter\n",
    "<!-- hint: @ -->\n\nafter\n",
    "| a | b |\n|---|---|\n| @ | c |\n",
)
#: where it may put several
BLOCKS = (
    "before\n\n@\n\nafter\n",
    "before\n@\nafter\n",
    "x: @",
    "@",
    "> @\n\nafter\n",
    "@@\n",
    "@\n/label ~bug\n",
    "/label ~bug\n@\n/assign me\n",
    "`a` @ `b`\n/label ~bug\n",
)
STRUCTURE = ("h1", "h2", "h3", "h4", "h5", "h6", "img", "a", "ul", "ol", "li", "pre", "code", "hr", "blockquote")


def filled(place: str, value: str) -> str:
    """`place` with `value` in it."""
    return place.replace("@", value)


def effect(text: str) -> tuple[object, ...]:
    """What a reader of `text` finds: live things, structure, comments."""
    seen = Rendered(text)
    return seen.live, seen.comments, {tag: seen.tags[tag] for tag in STRUCTURE}


@settings(max_examples=800)
@given(place=st.sampled_from(LINES + BLOCKS), value=outside)
@example(place="@@\n", value="&commat;all")
@example(place="@@\n", value="https://example.com/@all?a=1&b=2#12/label ~Approved")
@example(place="a @ b\n", value="\\```")
@example(place="a @ b\n", value="&#12")
@example(place="**@** and _@_\n", value="Region:")
def test_inline_text_does_nothing_anywhere(place, value):
    """One line of outside text adds no command, mention, reference, field, heading, task, tag or comment anywhere."""
    final, bare = filled(place, inline(value)), filled(place, "x" if inline(value) else "")

    assert check_final(final, bare) == ()
    assert (commands(final), slash_lines(final)) == (commands(bare), slash_lines(bare))
    assert effect(final) == effect(bare)


@settings(max_examples=500)
@given(place=st.sampled_from(BLOCKS), value=outside)
@example(place="@@\n", value="---")
def test_prose_does_nothing_anywhere(place, value):
    """A quoted text adds no command, mention, reference, field, heading, task, tag or comment anywhere."""
    final, bare = filled(place, prose(value)), filled(place, "> x" if prose(value) else "")

    assert check_final(final, bare) == ()
    assert slash_lines(final) == slash_lines(bare)
    assert Rendered(final).live == Rendered(bare).live


@settings(max_examples=300)
@given(first=outside, second=outside)
@example(first="&comm", second="at;all")
@example(first="@", second="all")
@example(first="--", second=">")
def test_values_side_by_side_make_nothing_together(first, second):
    """What two guarded values make together is as inert as each of them."""
    assert effect(f"a {inline(first)}{inline(second)} b\n") == effect("a x b\n")


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
    assert sum(len(line.removeprefix("> ")) + 1 for line in unguard(prose(value)).splitlines()) <= 4_001


@given(value=outside)
def test_guarded_text_can_be_stored(value):
    """What leaves the guard has no half characters, zero bytes, direction signs or foreign line breaks left."""
    for made in (inline(value), prose(value), title(value)):
        made.encode()
        assert not set(made) & set("\0\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\r\v\f\x85\u2028\u2029")
