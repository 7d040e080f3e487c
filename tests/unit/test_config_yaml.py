"""`automation.config.yaml`: YAML 1.2 with positions, within bounds."""

from __future__ import annotations

import importlib.util
import math
import sys

import pytest

from automation.config import compose
from automation.config.positions import Place
from automation.config.yaml import parse_yaml


def faults(text: str) -> list[str]:
    """The problems of `text` in words, without the name of the file."""
    document = parse_yaml(text, "f.yml")
    return [str(document.fault(problem)).removeprefix("f.yml:") for problem in document.problems]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        pytest.param("true", True, id="core schema boolean"),
        pytest.param("FALSE", False, id="core schema boolean in capitals"),
        pytest.param("yes", "yes", id="a word, not a boolean: labels have such names"),
        pytest.param("no", "no", id="a word, not a boolean: country code of Norway"),
        pytest.param("on", "on", id="a word, not a boolean: the key of a rule's triggers"),
        pytest.param("off", "off", id="a word, not a boolean"),
        pytest.param("y", "y", id="a word, not a boolean"),
        pytest.param("", None, id="nothing"),
        pytest.param("~", None, id="nothing, written"),
        pytest.param("Null", None, id="nothing, as a word"),
        pytest.param("none", "none", id="a word: the due date that is none"),
        pytest.param("12", 12, id="whole number"),
        pytest.param("-7", -7, id="negative number"),
        pytest.param("+7", 7, id="signed number"),
        pytest.param("007", 7, id="no octal number as in YAML 1.1"),
        pytest.param("0o17", 15, id="octal number"),
        pytest.param("0x1F", 31, id="hexadecimal number"),
        pytest.param("1_000", "1_000", id="no separators as in YAML 1.1"),
        pytest.param("12:30", "12:30", id="no number to base 60 as in YAML 1.1"),
        pytest.param("2027-01-15", "2027-01-15", id="a date stays text"),
        pytest.param("1.5", 1.5, id="number with a point"),
        pytest.param("1.", 1.0, id="number with nothing after the point"),
        pytest.param(".5", 0.5, id="number with nothing before the point"),
        pytest.param("1e3", 1000.0, id="number with an exponent alone"),
        pytest.param("-.inf", -math.inf, id="infinity"),
        pytest.param("=", "=", id="no default value key as in YAML 1.1"),
        pytest.param('"12"', "12", id="quotes make text"),
        pytest.param("'true'", "true", id="single quotes make text"),
        pytest.param("!!str 12", "12", id="a tag makes text"),
        pytest.param("!!float 1", 1.0, id="a tag makes a number"),
    ],
)
def test_a_scalar_is_what_the_core_schema_says(written, value):
    """Each plain scalar is read by YAML 1.2, not 1.1."""
    data = parse_yaml(f"- {written}\n", "f.yml").data

    assert data == [value]
    assert type(data[0]) is type(value)


def test_not_a_number_is_a_number():
    """``.nan`` is the number that is none."""
    assert math.isnan(parse_yaml(".nan", "f.yml").data)


def test_keys_are_text():
    """A key is the text that is written, also where a value would be a number, a boolean or nothing."""
    assert parse_yaml("1: a\ntrue: b\nnull: c\n'x y': d\n", "f.yml").data == {
        "1": "a",
        "true": "b",
        "null": "c",
        "x y": "d",
    }


def test_every_key_and_value_has_its_place():
    """Lines and columns start at 1 and are those of the text."""
    positions = parse_yaml("a: 1\nlist:\n  - x\n  - {k: v}\n", "f.yml").positions

    assert positions.values == {
        (): Place(1, 1),
        ("a",): Place(1, 4),
        ("list",): Place(3, 3),
        ("list", 0): Place(3, 5),
        ("list", 1): Place(4, 5),
        ("list", 1, "k"): Place(4, 9),
    }
    assert positions.keys == {("a",): Place(1, 1), ("list",): Place(2, 1), ("list", 1, "k"): Place(4, 6)}


@pytest.mark.parametrize(
    ("trail", "value", "key"),
    [
        pytest.param(("a", "b"), Place(2, 6), Place(2, 3), id="written"),
        pytest.param(("a", "b", 0), Place(2, 6), Place(2, 3), id="one word is a list of one in the model"),
        pytest.param(("a", "c", "d"), Place(2, 3), Place(1, 1), id="a default: the mapping that could hold it"),
        pytest.param(("x",), Place(1, 1), Place(1, 1), id="nothing near: the file"),
    ],
)
def test_the_place_of_what_only_the_model_knows(trail, value, key):
    """A trail that goes beyond the text has the nearest place around it."""
    positions = parse_yaml("a:\n  b: legal\n", "f.yml").positions

    assert (positions.of_value(trail), positions.of_key(trail)) == (value, key)


def test_an_alias_repeats_its_anchor():
    """An alias has the data of its anchor, and the anchor's place: there it can be corrected."""
    document = parse_yaml("first: &s {due: 5}\nsecond: *s\n", "f.yml")

    assert document.data == {"first": {"due": 5}, "second": {"due": 5}}
    assert document.positions.of_value(("second", "due")) == Place(1, 17)


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        pytest.param("a: &a {x: 1, y: 1}\nb: {y: 2, <<: *a}", {"y": 2, "x": 1}, id="own keys win, wherever <<: stands"),
        pytest.param(
            "a: [&a {x: 1}, &b {x: 2, y: 2}]\nb: {<<: [*a, *b]}", {"x": 1, "y": 2}, id="the earlier source wins"
        ),
        pytest.param(
            "a: [&a {x: 1}, &b {<<: *a, y: 2}]\nb: {<<: *b}", {"y": 2, "x": 1}, id="a source may itself merge"
        ),
        pytest.param("b: {'<<': 1}", {"<<": 1}, id="in quotes it is a key"),
    ],
)
def test_a_merge_key_brings_in_other_mappings(text, merged):
    """``<<`` merges as in yaml.org/type/merge.html."""
    assert parse_yaml(text, "f.yml").data["b"] == merged


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a: 1\nb: {x: 1, x: 2}\na: 3\n",
            [
                "2:11: this key is there twice. It stands in line 2 already; keep one of the two.",
                "3:1: this key is there twice. It stands in line 1 already; keep one of the two.",
            ],
            id="duplicate keys, all of them",
        ),
        pytest.param(
            "1: a\n'1': b\n",
            ["2:1: this key is there twice. It stands in line 1 already; keep one of the two."],
            id="duplicate keys in other quotes",
        ),
        pytest.param(
            "? [a]\n: b\n",
            ["1:3: a key must be text. Put a text that begins with [ or { in quotes."],
            id="a list as key",
        ),
        pytest.param(
            "a: {<<: 3}\n",
            ["1:9: only mappings can be merged. Give an alias of a mapping, or a list of such aliases."],
            id="a merge of no mapping",
        ),
        pytest.param(
            "a: !!int x\nb: !vault y\n",
            [
                "1:4: the value is not what its tag !!int says. Remove the tag, or put the value in quotes.",
                (
                    "2:4: this tag is not one of null, bool, int, float and str."
                    " Remove the tag, or put the value in quotes."
                ),
            ],
            id="tags",
        ),
        pytest.param(
            "a: " + "9" * 5000,
            ["1:4: the number has too many digits. Remove the tag, or put the value in quotes."],
            id="a number beyond measure",
        ),
        pytest.param(
            "a: b: c",
            [
                (
                    "1:5: this cannot be read as YAML: mapping values are not allowed in this context."
                    " Put a text that holds a colon and a space in quotes."
                )
            ],
            id="a colon in a text",
        ),
        pytest.param(
            "a:\n\tb: 1",
            [
                (
                    "2:1: this cannot be read as YAML: found character that cannot start any token while scanning for"
                    " the next token. Indent with spaces, and put a text that begins with @, %, ` or a tab in quotes."
                )
            ],
            id="a tab",
        ),
        pytest.param(
            "a: [1\nb: 2",
            [
                (
                    "2:2: this cannot be read as YAML: did not find expected ',' or ']' while parsing a flow"
                    " sequence."
                    " Look at the indentation, the brackets and the quotes here and in the line above."
                )
            ],
            id="a bracket left open",
        ),
        pytest.param(
            "a: 'x",
            [
                (
                    "1:6: this cannot be read as YAML: found unexpected end of stream while scanning a quoted scalar."
                    " A quotation mark or bracket is not closed."
                )
            ],
            id="a quotation left open",
        ),
        pytest.param(
            "a: *b",
            [
                (
                    "1:4: this cannot be read as YAML: found undefined alias 'b'."
                    " Define it above with &; a text that begins with * needs quotes."
                )
            ],
            id="an alias without anchor",
        ),
        pytest.param(
            "a: &x 1\nb: &x 2",
            [
                (
                    "2:4: this cannot be read as YAML: found duplicate anchor 'x'; first occurrence, second"
                    " occurrence."
                    " Look at the indentation, the brackets and the quotes here and in the line above."
                )
            ],
            id="an anchor twice",
        ),
        pytest.param(
            "a: 1\n---\nb: 2",
            [
                (
                    "2:1: this cannot be read as YAML: expected a single document in the stream, but found another"
                    " document. One file holds one document; remove the line ---."
                )
            ],
            id="two documents",
        ),
        pytest.param(
            "a: 1\nb: x\x07y",
            ["2:5: the character U+0007 is not allowed. Remove it, or write it as an escape in double quotes."],
            id="a control character",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text, expected):
    """Every fault of the text itself has line, column and a remedy."""
    assert faults(text) == expected


def test_a_duplicate_key_keeps_its_first_value():
    """The rest of the file can still be checked."""
    assert parse_yaml("a: 1\nb: 2\na: 3\n", "f.yml").data == {"a": 1, "b": 2}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n"], ids=["empty", "a comment", "a marker"])
def test_an_empty_file_is_nothing(text):
    """A file without a value is readable, and None."""
    document = parse_yaml(text, "f.yml")

    assert (document.data, document.readable, document.problems) == (None, True, ())


def test_depth_is_bounded():
    """Forty levels are read; more are refused before Python's stack is spent."""
    deep = "nested deeper than 40 levels"
    refused = [f"1:41: this cannot be read as YAML: {deep}. Give the inner parts names of their own."]

    assert faults("[" * 40 + "]" * 40) == []
    assert faults("[" * 500_000) == refused


@pytest.mark.parametrize("text", ["&a [*a]", "&a {k: *a}", "&a {<<: *a}"], ids=["list", "mapping", "merge"])
def test_an_anchor_in_itself_is_refused(text):
    """A value without end is no value."""
    (fault,) = faults(text)

    assert fault.endswith("nested deeper than 40 levels. An anchor may not contain its own alias.")


@pytest.mark.parametrize(
    "line",
    ["a{0}: &a{0} [{1}]", "a{0}: &a{0} {{<<: [{1}]}}", "a{0}: &a{0} {{k: [{1}]}}"],
    ids=["lists", "merges", "mappings"],
)
def test_aliases_of_aliases_are_bounded(line):
    """Text of a kilobyte cannot become a billion values."""
    lines = ["a0: &a0 {k: laugh}", *(line.format(level, ", ".join([f"*a{level - 1}"] * 10)) for level in range(1, 12))]

    (fault,) = faults("\n".join(lines))

    assert fault.endswith("aliases repeat too much. Write fewer aliases of aliases.")


@pytest.mark.parametrize(
    ("times", "refused"),
    [
        pytest.param(10, 0, id="a megabyte of repetition is read"),
        pytest.param(11, 1, id="what goes beyond it is refused"),
    ],
)
def test_a_long_text_is_repeated_within_bounds(times, refused):
    """Aliases count with the length of what they repeat."""
    text = f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * times)}]"

    assert len(faults(text)) == refused


def test_without_libyaml_the_same_is_read(monkeypatch):
    """PyYAML's own parser stands in where the C library was not built."""
    text = "a: &s {x: yes, y: [1, 2027-01-15]}\nb:\n  <<: *s\n  z: |-\n    two\n    lines\n  'q': \"x\"\n"
    monkeypatch.setitem(sys.modules, "yaml._yaml", None)
    spec = importlib.util.spec_from_file_location("compose_without_libyaml", compose.__file__)
    other = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(other)
    monkeypatch.setattr("automation.config.yaml.compose", other.compose)

    slow = parse_yaml(text, "f.yml")
    monkeypatch.undo()

    assert slow == parse_yaml(text, "f.yml")
