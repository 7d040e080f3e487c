"""Texts and templates filled in: literals as they are, values inert, the whole checked (rules.md G15)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from automation.decide.guard import Safe
from automation.decide.templates import ConditionError, TemplateSet, compile_text

GAP = "\u200b"
NAMES = {
    "name": "April @all",
    "code": "`a`",
    "lines": "a\n/close",
    "count": 3,
    "day": date(2027, 1, 31),
    "now": datetime(2027, 1, 31, 9, 30, tzinfo=UTC),
    "nothing": None,
    "names": ("b", "@a"),
    "labels": frozenset({"~b", "a"}),
    "table": {"a": "@all", "values": "@all"},
    "mention": lambda name: Safe(f"@{name}") if name == "sa-emea" else name,
    "values": {
        "channel": "#CAB-internal, ask @gitlab-com",
        "links": {"slides": "[slides](https://x.example)"},
        "areas": ["~CI", "CD"],
    },
}

TEXTS = (
    pytest.param("Hi {{ name }}.", f"Hi April @{GAP}all.", "Hi April @all.", id="a value is guarded"),
    pytest.param("@team: `{{ code }}`", "@team: `&#96;a&#96;`", "@team: ``a``", id="the text around it is not"),
    pytest.param("{{ 'see ~bug' }}", "see ~bug", "see ~bug", id="nor is a string that the text brings"),
    pytest.param(
        "{{ 'see ~' ~ name }}", f"see ~April @{GAP}all", "see ~April @all", id="joined, each part is what it was"
    ),
    pytest.param("{{ 'see ~' + name }}", f"see ~{GAP}April @{GAP}all", "see ~April @all", id="added, all is a value"),
    pytest.param("{{ name | upper }}", f"APRIL @{GAP}ALL", "APRIL @ALL", id="what a filter makes is a value"),
    pytest.param("{{ name if count else '~a' }}", f"April @{GAP}all", "April @all", id="a choice of a value"),
    pytest.param("{{ name if not count else '~a' }}", "~a", "~a", id="and of a string"),
    pytest.param("{{ nowhere | default('~a') }}", "~a", "~a", id="a default"),
    pytest.param(
        "{{ values.channel }}",
        "#CAB-internal, ask @gitlab-com",
        "#CAB-internal, ask @gitlab-com",
        id="constants are as good as text",
    ),
    pytest.param(
        "{{ values['links'].slides }}", "[slides](https://x.example)", "[slides](https://x.example)", id="deep ones too"
    ),
    pytest.param("{{ values.areas | join(' and ') }}", "~CI and CD", "~CI and CD", id="and lists of them"),
    pytest.param("{% for area in values.areas %}{{ area }};{% endfor %}", "~CI;CD;", "~CI;CD;", id="one by one"),
    pytest.param("{{ table.values }}", f"@{GAP}all", "@all", id="what only has the name of the constants is not"),
    pytest.param(
        "{{ mention('sa-emea') }} {{ mention(name) }}",
        f"@sa-emea April @{GAP}all",
        "@sa-emea April @all",
        id="a function says what is safe",
    ),
    pytest.param("{{ names | join(', ') }}", f"b, @{GAP}a", "b, @a", id="each part of a list is guarded"),
    pytest.param("{{ names }}", f"b, @{GAP}a", "b, @a", id="a list without join"),
    pytest.param("{{ labels }}", f"a, ~{GAP}b", "a, ~b", id="a set in a fixed order"),
    pytest.param(
        "{{ labels | join(name) }}", f"aApril @{GAP}all~{GAP}b", "aApril @all~b", id="a separator may be a value"
    ),
    pytest.param(
        "{{ count }} {{ day }} {{ now }}",
        "3 2027-01-31 2027-01-31 09:30:00+00:00",
        "3 2027-01-31 2027-01-31 09:30:00+00:00",
        id="numbers and dates",
    ),
    pytest.param("a{{ nothing }}b", "ab", "ab", id="nothing is nothing"),
    pytest.param(
        "a\n\n{{ lines | prose }}\n", f"a\n\n> a\n> {GAP}/close\n", f"a\n\n> a\n> {GAP}/close\n", id="a quotation"
    ),
    pytest.param("{{ lines | inline }}", "a /close", "a /close", id="one line"),
    pytest.param("{{ lines }}", "a /close", "a\n/close", id="which is what happens anyway, but not to data"),
    pytest.param(
        "{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('~a') }}{{ m(name) }}",
        f"<~a><April @{GAP}all>",
        "<~a><April @all>",
        id="a macro passes on what it is given",
    ),
    pytest.param(
        "{% if count > 2 %}\n  many\n{% endif %}\n", "  many\n", "  many\n", id="statements leave no empty lines"
    ),
)


@pytest.mark.parametrize(("source", "markdown", "raw"), TEXTS)
def test_text(source, markdown, raw):
    """A text is filled in with inert values for people, and with plain ones for machines."""
    text = compile_text(source)

    assert (text.render(NAMES), text.render_raw(NAMES)) == (markdown, raw)


DEEDS = (
    ("/assign {{ name }}", r"a value would add the command '/assign April @\u200ball'", "the argument of a command"),
    ("@{{ table.a | replace('@', '') }}", "a value would add the mention '@all'", "a mention around a value"),
    ("**{{ 'x' ~ count }}:** y", "a value would add the field 'x3'", "the name of a field"),
)


@pytest.mark.parametrize(("source", "words"), [pytest.param(*row[:2], id=row[2]) for row in DEEDS])
def test_a_text_does_nothing_that_it_does_not_do_without_its_values(source, words):
    """The text with its values is compared with the text without them."""
    with pytest.raises(ConditionError) as caught:
        compile_text(source).render(NAMES)

    assert str(caught.value) == words


UNCLOSED = (
    "Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'. "
    "The innermost block that needs to be closed is 'if'."
)
BARRED = (
    ("{% set x %}{{ name }}{% endset %}", "{% set %} with a block cannot be used in texts", "blocks in names"),
    (
        "{% filter upper %}{{ name }}{% endfilter %}",
        "{% filter %} cannot be used in texts",
        "filters over guarded text",
    ),
    ("{% include 'x' %}", "{% include %} cannot be used in texts", "other templates"),
    ("{% extends 'x' %}", "{% extends %} cannot be used in texts", "inheritance"),
    ("{% block a %}{% endblock %}", "{% block %} cannot be used in texts", "and its blocks"),
    (
        "{% set values = name %}",
        "values are the constants of config.yml; give what you set another name",
        "a value for a constant",
    ),
    (
        "{% for values in names %}{% endfor %}",
        "values are the constants of config.yml; give what you set another name",
        "the same in a loop",
    ),
    ("{{ name", "unexpected end of template, expected 'end of print statement'.", "an end too soon"),
    (
        "{% if name %}",
        UNCLOSED,
        "a block without an end",
    ),
)


@pytest.mark.parametrize(("source", "words"), [pytest.param(*row[:2], id=row[2]) for row in BARRED])
def test_what_would_get_past_the_guard_is_refused(source, words):
    """A text that cannot be read, or could show a value unguarded, is refused before it is used."""
    with pytest.raises(ConditionError) as caught:
        compile_text(source)

    assert str(caught.value) == f"{source!r} cannot be read: {words}"


FAULTS = (
    ("{{ nmae }}", "there is no 'nmae'; did you mean 'name'?", "a slip"),
    ("{{ mention }}", "a function cannot be shown; name what you want of it", "a function"),
    ("{{ table }}", "a dict cannot be shown; name what you want of it", "a mapping"),
    ("a\ufdd0b", "the characters U+FDD0 and U+FDD1 cannot be used in texts", "the marks of values"),
)


@pytest.mark.parametrize(("source", "words"), [pytest.param(*row[:2], id=row[2]) for row in FAULTS])
def test_what_cannot_be_filled_in_is_an_error_in_words(source, words):
    """Nothing half filled in leaves."""
    with pytest.raises(ConditionError) as caught:
        compile_text(source).render(NAMES)

    assert str(caught.value) == words


MACROS = Path("issue_templates/_macros.md.j2").read_text(encoding="utf-8")
TEMPLATE = """{% import '_macros.md.j2' as m with context %}
{{ m.program('champion-nomination') }}
# Nomination{{ ' of ' ~ fields['Name'] if fields['Name'] }}

{{ m.field('Name', 'full name') }}
{{ m.field('Region') }}
{{ m.field('Role') }}

{{ m.prose('Knowledge', 'what they know') }}

{{ m.prose('Presales') }}

## Review

{{ m.task('Ask ~"Partner Champions" for `the endorsement` *(optional)*') }}
{{ m.task('Invited to ' ~ values.group, invited | default(false)) }}
{% if blank %}
/label ~"Partner Champions"
{% endif %}
"""
BLANK = """<!-- program: champion-nomination -->
# Nomination

- **Name:** <!-- full name -->
- **Region:** <!-- AMER, EMEA or APAC -->
- **Role:**

### Knowledge

<!-- what they know -->

### Presales

## Review

- [ ] Ask ~"Partner Champions" for `the endorsement` *(optional)*
- [ ] Invited to @gitlab-champions
/label ~"Partner Champions"
"""
FILLED = """<!-- program: champion-nomination -->
# Nomination of April @{gap}all

- **Name:** April @{gap}all
- **Region:** <!-- AMER, EMEA or APAC -->
- **Role:** SA

### Knowledge

> CI
> {gap}/close

### Presales

## Review

- [ ] Ask ~"Partner Champions" for `the endorsement` *(optional)*
- [x] Invited to @gitlab-champions
""".replace("{gap}", GAP)

SET = TemplateSet(
    {
        "Nomination": TEMPLATE,
        "Broken": "{% if %}",
        "Lost": "{% import 'gone' as m %}",
        "_macros.md.j2": MACROS,
        "Two": "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}x{% endmacro %}",
        "Alone": "{% import 'Two' as m %}{{ m.a() }}",
    }
)
GIVEN = {"values": {"group": "@gitlab-champions"}, "hints": {"Region": "AMER, EMEA or APAC"}}


def test_a_template_for_people():
    """Blank, a template has its hints and its quick actions."""
    assert SET.render("Nomination", fields={}, blank=True, **GIVEN) == BLANK


def test_a_template_filled_in():
    """Filled in, a template has its values, inert, and the hints of what is left empty."""
    fields = {"Name": "April @all", "Role": "SA", "Knowledge": "CI\n/close"}

    assert SET.render("Nomination", fields=fields, blank=False, invited=True, **GIVEN) == FILLED


TEMPLATE_FAULTS = (
    ("Nominatoin", "there is no template 'Nominatoin'; did you mean 'Nomination'?", "a slip in the name"),
    ("Broken", "'Broken' cannot be read: Expected an expression, got 'end of statement block'", "a fault in it"),
    ("Lost", "there is no template 'gone'", "an import of what there is not"),
    ("Alone", "macros have to be imported `with context`", "an import that cannot be counted"),
)


@pytest.mark.parametrize(("name", "words"), [pytest.param(*row[:2], id=row[2]) for row in TEMPLATE_FAULTS])
def test_a_template_that_cannot_be_used_is_an_error_in_words(name, words):
    """Whoever wrote the template learns what is wrong with it."""
    with pytest.raises(ConditionError) as caught:
        SET.render(name, fields={}, values={}, blank=True)

    assert str(caught.value) == words


def test_a_set_makes_expressions_and_texts():
    """The set is the one door to all that the configuration may write."""
    assert SET.expression("1 + 1").evaluate({}) == 2
    assert SET.text("{{ 1 + 1 }}").render({}) == "2"
