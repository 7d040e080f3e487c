"""Laws of texts: values in any place of any text of the configuration are inert, and never a template."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from automation.decide.guard import inline
from automation.decide.templates import ConditionError, compile_expression, compile_text
from tests.properties.hostile import outside
from tests.properties.rendered import Rendered

#: ways to show a value, all of which mean the same to the guard
WAYS = (
    "{{ value }}",
    "{{ fields['Name'] }}",
    "{{ value ~ '' }}",
    "{{ '' ~ value ~ '' }}",
    "{{ [value] | join(', ') }}",
    "{{ [value] }}",
    "{{ value | inline }}",
    "{{ value if true else '' }}",
    "{% for item in [value] %}{{ item }}{% endfor %}",
    "{% set item = value %}{{ item }}",
    "{% macro show(item) %}{{ item }}{% endmacro %}{{ show(value) }}",
    "{% macro show() %}{{ caller() }}{% endmacro %}{% call show() %}{{ value }}{% endcall %}",
)
PLACES = ("Hello @.\n", "@\n", "- **Name:** @\n- **Role:** SA\n", "- [ ] @\n\n/label ~bug\n", "# @\n", "`@` and `b`\n")


@settings(max_examples=400)
@given(way=st.sampled_from(WAYS), place=st.sampled_from(PLACES), value=outside)
def test_values_are_inert_however_they_are_shown(way, place, value):
    """Whatever way a text shows a value, nothing in it is live, and the whole passes its check."""
    # a statement takes the line break behind it with it, an expression does not
    text = compile_text(place.replace("@", way + "{{ '' }}"))

    seen = Rendered(text.render({"value": value, "fields": {"Name": value}}))
    bare = Rendered(place.replace("@", "x" if inline(value) else ""))
    assert seen.live == bare.live
    assert seen.comments == bare.comments


@given(value=outside)
def test_values_are_never_templates(value):
    """Marks of templates in a value come through as they are, for people and for machines."""
    text = compile_text("{{ value }}")

    assert ("{{" in text.render({"value": value})) is ("{{" in value)
    assert text.render_raw({"value": value}) == value


@given(source=outside)
def test_what_cannot_be_read_is_refused_in_words(source):
    """Any text at all is either a text, or refused by the one error that callers know."""
    for make in (compile_text, compile_expression):
        with suppress(ConditionError):
            assert make(source).source == source
