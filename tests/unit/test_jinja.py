"""The sandbox holds: a configuration may say what happens, not run code, fill the memory or go on for ever."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import pytest

from automation.decide.expressions import ConditionError, compile_expression
from automation.decide.templates import compile_text


@dataclass(frozen=True)
class Person:
    """Data with a method and a secret."""

    username: str = "sa-emea"
    #: what nobody should reach
    _token: str = "secret"
    kinds: ClassVar[dict[str, str]] = {}

    def delete(self) -> str:
        """Something that must not be called."""
        return "deleted"

    @property
    def mention(self) -> str:
        """Something that may be read."""
        return f"@{self.username}"


NAMES = {
    "person": Person(),
    "text": "abc",
    "rows": [1, 2],
    "table": {"a": 1},
    "day": date(2027, 1, 11),
    "call": lambda: "called",
}

ESCAPES = (
    ("''.__class__.__mro__[1].__subclasses__()", "the way to all classes"),
    ("text['__class__']", "the same by a key"),
    ("text | attr('__class__')", "the same by a filter"),
    ("[text] | map(attribute='__class__') | list | first | string", "the same by a map"),
    ("rows | groupby('__class__')", "the same by grouping"),
    ("call.__globals__", "the globals of a function"),
    ("call.__code__", "its code"),
    ("person._token", "a private attribute"),
    ("person.delete()", "a method that is not listed"),
    ("[person] | map(attribute='delete') | list | first | string", "the same by a map"),
    ("person.kinds.update({'a': 'b'})", "changing a class"),
    ("rows.append(3)", "changing a list"),
    ("table.pop('a')", "changing a mapping"),
    ("table.__setitem__('a', 2)", "the same by its hidden name"),
    ("'{0.__class__}'.format(text)", "formats reach attributes"),
    ("'{0:>999999999}'.format(text)", "and fill the memory"),
    ("'{a:>999999999}'.format_map(table)", "mappings too"),
    ("'%999999999d' % 1", "so do old formats"),
    ("'%s' | format(text)", "by a filter too"),
    ("'a' * 999999999", "repeating a text"),
    ("999999999 * 'a'", "the other way round"),
    ("rows * 999999999", "repeating a list"),
    ("9 ** 999999999", "a power"),
    ("'a' | center(999999999)", "padding"),
    ("('a' | string).ljust(999999999)", "padding by a method"),
    ("'a' | indent(999999999)", "indenting"),
    ("day.strftime('%999999999d')", "padding a date"),
    ("('aaaaaaaaaa' * 1)", "repeating once is repeating"),
    ("range(999999999)", "a long range"),
    ("lipsum()", "chance"),
    ("rows | random", "chance by a filter"),
    ("self._TemplateReference__context", "the template itself"),
    ("cycler(1)", "objects that keep state"),
    ("namespace(a=1)", "and others"),
    ("dict(a=1)", "types"),
    ("config", "names of other frameworks"),
    ("request.application", "and others"),
)


@pytest.mark.parametrize("source", [pytest.param(source, id=reason) for source, reason in ESCAPES])
def test_expressions_cannot_escape(source):
    """Each way out of the sandbox ends in an error, not in a value."""
    with pytest.raises(ConditionError):
        compile_expression(source).evaluate(NAMES)


@pytest.mark.parametrize("source", [pytest.param(source, id=reason) for source, reason in ESCAPES])
def test_texts_cannot_escape(source):
    """Nor is there one in texts, whether people read them or they are data."""
    with pytest.raises(ConditionError):
        compile_text(f"{{{{ {source} }}}}").render(NAMES)
    with pytest.raises(ConditionError):
        compile_text(f"{{{{ {source} }}}}").render_raw(NAMES)


def test_data_may_be_read():
    """Attributes and properties of data are what expressions are for."""
    assert compile_expression("[person.username, person.mention, day.month, call()]").evaluate(NAMES) == [
        "sa-emea",
        "@sa-emea",
        1,
        "called",
    ]


ENDLESS = (
    pytest.param(
        "{% for a in range(300) %}{% for b in range(300) %}{% endfor %}{% endfor %}",
        "it takes more than 20,000 steps",
        id="loops in loops",
    ),
    pytest.param(
        "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
        "maximum recursion depth exceeded",
        id="a macro that calls itself",
    ),
    pytest.param(
        "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}{{ f(40) }}",
        "it takes more than 20,000 steps",
        id="and again, not too deep",
    ),
    pytest.param(
        "{% for a in range(9999) %}" + "x" * 200 + "{% endfor %}",
        "the text has more than 1,000,000 characters",
        id="a long text",
    ),
    pytest.param("{{ big | replace('a', big) }}", "replace makes too long a text", id="a text for each letter"),
)


@pytest.mark.parametrize(("source", "words"), ENDLESS)
def test_what_goes_on_for_ever_is_stopped(source, words):
    """An evaluation has a number of steps, and a text a size."""
    with pytest.raises(ConditionError) as caught:
        compile_text(source).render({"big": "a" * 2_000})

    assert str(caught.value).startswith(words)
