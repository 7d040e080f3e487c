"""Conditions of the configuration: values, and words for what goes wrong."""

from __future__ import annotations

from datetime import date

import pytest

from automation.decide.expressions import ConditionError, Forgiving, compile_expression

NAMES = {
    "fields": {"Region": "EMEA", "Segment": "Enterprise", "Publish date": ""},
    "labels": frozenset({"Partner Champions", "Champion::Nominated", "Region-EMEA"}),
    "stage": "Nominated",
    "actor": {"username": "sa-emea", "roles": ("channel-sa",)},
    "memory": Forgiving({"items": 3}),
    "score": {"story": {"points": 10}},
    "today": date(2027, 1, 11),
    "related": lambda workflow, key: (f"{workflow}#{key}",),
    "none_yet": None,
    "owner_of": lambda table, row: {"channel_sa": {"EMEA": "sa-emea"}}[table][row],
}

VALUES = (
    ("fields['Region'] == 'EMEA' and stage in ['Nominated', 'In Review']", True, "comparisons"),
    ("'channel-sa' in actor.roles", True, "keys of a mapping as attributes"),
    ("score.story.points >= 8", True, "deeper ones"),
    ("memory.items + 1", 4, "a key goes before a method of the same name"),
    ("memory.nothing == ''", True, "what may be absent is empty"),
    ("memory.get('nothing', 7)", 7, "methods of mappings"),
    ("fields['Region'].lower().startswith('em')", True, "methods of strings"),
    ("today.isoformat()", "2027-01-11", "methods of dates"),
    ("today.year", 2027, "attributes of dates"),
    ("related('customer-story', 'account') | first", "customer-story#account", "functions that are given"),
    ("labels | join(', ')", "Champion::Nominated, Partner Champions, Region-EMEA", "sets in a fixed order"),
    ("labels | select('in', ['Region-EMEA'])", ["Region-EMEA"], "a selection is a list, which may be empty"),
    ("labels | select('in', []) or 'nothing'", "nothing", "and then counts as false"),
    ("'Acme, Inc.' | company", "acme", "normalisers"),
    ("'a-b' | replace('-', '::')", "a::b", "replacing"),
    ("regin is defined", False, "asking whether a name is there"),
    ("regin | default('x')", "x", "a default for it"),
    ("7 * 6 % 5", 2, "arithmetic"),
    ("none_yet", None, "nothing is a value"),
    ("range(3) | list", [0, 1, 2], "ranges"),
    ("[{'a': 1}, {'a': 2}] | join('-', 'a')", "1-2", "joining by a key"),
)


@pytest.mark.parametrize(("source", "value"), [pytest.param(*row[:2], id=row[2]) for row in VALUES])
def test_evaluate(source, value):
    """An expression has the value that it says."""
    assert compile_expression(source).evaluate(NAMES) == value


UNKNOWN = (
    ("regin == 'x'", "there is no 'regin'", "a name"),
    ("sage == 'x'", "there is no 'sage'; did you mean 'stage'?", "a slip"),
    ("zzz", "there is no 'zzz'", "nothing like it"),
    ("fields['Regoin']", "there is no 'Regoin'; did you mean 'Region'?", "a field"),
    ("fields.Regoin == 'x'", "there is no 'Regoin'; did you mean 'Region'?", "a field as an attribute"),
    ("today.yaer", "date has no 'yaer'", "an attribute"),
    ("not zzz", "there is no 'zzz'", "in a negation it is not false"),
    ("zzz or true", "there is no 'zzz'", "nor in an alternative"),
    ("owner_of('chanel_sa', 'EMEA')", "there is no 'chanel_sa'", "a row of a table that a function looks up"),
    ("none_yet.year", "NoneType has no 'year'", "of nothing"),
)
FAILING = (
    ("today > 3", "'>' not supported between instances of 'datetime.date' and 'int'", "types"),
    ("1 / 0", "division by zero", "arithmetic"),
    ("fields + 1", "unsupported operand type(s) for +: 'dict' and 'int'", "operators"),
    ("related('x')", "<lambda>() missing 1 required positional argument: 'key'", "arguments"),
    ("'x' | int('y') + 1", 'can only concatenate str (not "int") to str', "mixing"),
)
UNREADABLE = (
    ("stage ==", "'stage ==' cannot be read: unexpected 'end of template'", "an end too soon"),
    ("stage = 'x'", "\"stage = 'x'\" cannot be read: chunk after expression", "an assignment"),
    ("stage | foo", "'stage | foo' cannot be read: No filter named 'foo'.", "a filter that there is not"),
    ("", "'' cannot be read: unexpected 'end of template'", "nothing"),
)


@pytest.mark.parametrize(("source", "words"), [pytest.param(*row[:2], id=row[2]) for row in (*UNKNOWN, *FAILING)])
def test_what_cannot_be_evaluated_is_an_error_in_words(source, words):
    """A name that is not there and an operation that does not go are never simply false."""
    with pytest.raises(ConditionError) as caught:
        compile_expression(source).evaluate(NAMES)

    assert str(caught.value) == words


@pytest.mark.parametrize(("source", "words"), [pytest.param(*row[:2], id=row[2]) for row in UNREADABLE])
def test_what_cannot_be_read_is_an_error_in_words(source, words):
    """What is no expression is refused before anything happens."""
    with pytest.raises(ConditionError) as caught:
        compile_expression(source)

    assert str(caught.value) == words


def test_an_expression_is_made_once():
    """The same words give the same expression, which keeps nothing of its evaluations."""
    expression = compile_expression("stage == 'Nominated'")

    assert compile_expression("stage == 'Nominated'") is expression
    assert [expression.evaluate({"stage": stage}) for stage in ("Nominated", "Approved")] == [True, False]
