"""Laws of `automation.config.yaml` over generated data and texts."""

from __future__ import annotations

import json
from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from automation.config.core_schema import CoreResolver
from automation.config.positions import Trail
from automation.config.yaml import parse_yaml

#: what both JSON and YAML can say in one scalar
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufeff\ufffe\uffff"), max_size=40)
NUMBERS = st.integers(-(10**18), 10**18) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
DATA = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20
)


def same(value: Any) -> Any:
    """`value` with its types, as 1, 1.0 and True are equal to Python."""
    if isinstance(value, dict):
        return {key: same(item) for key, item in value.items()}
    return [same(item) for item in value] if isinstance(value, list) else (type(value), value)


def trails(value: Any, trail: Trail = ()) -> list[Trail]:
    """The trails of `value` and all that it holds."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [trail, *(inner for key, item in items for inner in trails(item, (*trail, key)))]


class CoreDumper(CoreResolver, yaml.SafeDumper):
    """PyYAML's safe dumper, knowing which plain texts YAML 1.2 would not read as text."""

    def __init__(self, *args: Any, **options: Any) -> None:
        yaml.SafeDumper.__init__(self, *args, **options)
        CoreResolver.__init__(self)

    def ignore_aliases(self, _data: Any) -> bool:
        """Write equal parts out."""
        return True


@given(DATA)
def test_json_is_yaml(data):
    """YAML 1.2 reads every JSON text as JSON does."""
    document = parse_yaml(json.dumps(data, ensure_ascii=False), "f.yml")

    assert (same(document.data), document.problems) == (same(data), ())


@given(DATA, st.sampled_from([True, False, None]), st.sampled_from(["'", '"', None]))
def test_what_pyyaml_writes_is_read_back(data, flow, quotes):
    """Data written in any style of PyYAML, tags and all, comes back the same."""
    text = yaml.dump(data, Dumper=CoreDumper, default_flow_style=flow, default_style=quotes, allow_unicode=True)

    document = parse_yaml(text, "f.yml")

    assert (same(document.data), document.problems) == (same(data), ())


@given(DATA)
def test_everything_has_a_place_inside_the_text(data):
    """Each value, and no other trail, has a place, and that place is in the text."""
    text = json.dumps(data, indent=1, ensure_ascii=False)
    lines = text.split("\n")

    positions = parse_yaml(text, "f.yml").positions

    assert set(positions.values) == set(trails(data))
    assert all(place.column <= len(lines[place.line - 1]) for place in positions.values.values())


@given(st.text(max_size=200) | st.text("[]{}&*a:-|>!?<'\"\n\t #", max_size=80))
def test_any_text_is_data_or_problems(text):
    """No text raises; what is not readable says so in one problem or more."""
    document = parse_yaml(text, "f.yml")

    assert document.readable or (document.data is None and len(document.problems) == 1)
    assert all(str(document.fault(problem)).startswith("f.yml:") for problem in document.problems)
