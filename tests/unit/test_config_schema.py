"""`automation.config.schema`: editors accept what Usher accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from automation.actions.registry import ACTIONS
from automation.config.schema import config_schema, program_schema
from automation.config.yaml import parse_yaml

ROOT = Path(__file__).parents[2]
ANY_OPTIONS = {name: {} for name in ACTIONS}
KINDS = {"string": str, "boolean": bool, "integer": int, "number": (int, float), "array": list, "object": dict}


def accepts(schema: dict[str, Any], node: Any, value: Any) -> bool:
    """Whether `value` meets `node` of `schema`: the part of JSON Schema that ours use (json-schema.org, 2020-12)."""
    if "$ref" in node and not accepts(schema, schema["$defs"][node["$ref"].rpartition("/")[2]], value):
        return False
    if "anyOf" in node and not any(accepts(schema, branch, value) for branch in node["anyOf"]):
        return False
    if "oneOf" in node and [accepts(schema, branch, value) for branch in node["oneOf"]].count(True) != 1:
        return False
    if "enum" in node and value not in node["enum"]:
        return False
    if "pattern" in node and isinstance(value, str) and not re.search(node["pattern"], value):
        return False
    return is_kind(node, value) and all(accepts(schema, child, item) for child, item in parts(node, value))


def is_kind(node: Any, value: Any) -> bool:
    """Whether `value` has the type that `node` wants."""
    if node.get("type") == "null":
        return value is None
    wanted = KINDS.get(node.get("type"), object)
    return isinstance(value, wanted) and (wanted in (bool, object) or not isinstance(value, bool))


def parts(node: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    """The schemas for the parts of `value`; a part that may not be there has one that nothing meets."""
    nothing: dict[str, list[str]] = {"enum": []}
    if isinstance(value, list):
        yield from ((node.get("items", {}), item) for item in value)
    if isinstance(value, dict):
        yield from ((nothing, key) for key in node.get("required", ()) if key not in value)
        rest = node.get("additionalProperties", {})
        other = nothing if rest is False else {} if rest is True else rest
        yield from ((node.get("properties", {}).get(key, other), item) for key, item in value.items())


def references(node: Any) -> Iterator[str]:
    """Every reference in `node`."""
    children = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict) and isinstance(node.get("$ref"), str):
        yield node["$ref"]
    for child in children:
        yield from references(child)


def test_config_yml_that_ships_meets_its_schema():
    """The file as written, variables and all."""
    schema = config_schema()

    assert accepts(schema, schema, parse_yaml((ROOT / "config.yml").read_text(), "config.yml").data)


@pytest.mark.parametrize("path", sorted((ROOT / "programs").glob("*.yml")), ids=lambda path: path.stem)
def test_the_programs_that_ship_meet_their_schema(path):
    """Each program, with any options of the actions."""
    schema = program_schema(ANY_OPTIONS)

    assert accepts(schema, schema, parse_yaml(path.read_text(), path.name).data)


PROGRAM = "program: P\nworkflows:\n  w:\n    project: p\n    template: T\n"


@pytest.mark.parametrize(
    ("lines", "accepted"),
    [
        pytest.param("", True, id="the least"),
        pytest.param("    lables: []", False, id="a misspelt key"),
        pytest.param("    form: yes", False, id="a word is no boolean"),
        pytest.param("    confidential: alway", False, id="a misspelt value"),
        pytest.param("    stages: {A: {owner: sa-emea, due: {field: D}}}", True, id="an owner and a due date in short"),
        pytest.param("    owner: {role: r, else: sa-emea}", True, id="an owner in short within another"),
        pytest.param("    moves: [{from: A, to: [B], by: legal}]", True, id="one word for a list"),
        pytest.param("    moves: [{from_: A, to: B}]", False, id="a name of the code"),
        pytest.param("    on_manual_close: reject", True, id="a word …"),
        pytest.param("    on_manual_close: {to: A}", True, id="… or a mapping"),
        pytest.param("    on_intake: {label: x}", True, id="one action"),
        pytest.param("    on_intake: [{label: x}, {comment: y}]", True, id="a list of actions"),
        pytest.param("    on_intake: [{label: x, comment: y}]", False, id="two actions in one"),
        pytest.param("    on_intake: [{lable: x}]", False, id="an action that does not exist"),
        pytest.param("messages: {a: text, b: {text: t, mention: author}}", True, id="messages in short and in full"),
        pytest.param("rules: {name: R, on: issue.opened, do: {label: x}}", True, id="one rule"),
        pytest.param("rules: [{name: R, do: []}]", False, id="a rule without trigger"),
    ],
)
def test_the_schema_knows_every_short_form(lines, accepted):
    """What may be written as one word, and what may not be written at all."""
    schema = program_schema(ANY_OPTIONS)

    assert accepts(schema, schema, parse_yaml(f"{PROGRAM}{lines}\n", "p.yml").data) is accepted


@pytest.mark.parametrize(
    ("line", "accepted"),
    [
        pytest.param("spam_links: 3", True, id="a number"),
        pytest.param("spam_links: ${LINKS:-3}", True, id="a number from the environment"),
        pytest.param("spam_links: three", False, id="another text"),
        pytest.param("gitlab: {member_access_level: '${LEVEL}'}", True, id="an optional number from the environment"),
        pytest.param("projects: {a: group/a, b: {path: group/b, visibility: public}}", True, id="projects"),
        pytest.param(
            "people: {sa-emea: {roles: channel-sa, region: EMEA}}", True, id="a person with keys of one's own"
        ),
        pytest.param("programs: {}", False, id="programs have files of their own"),
    ],
)
def test_config_yml_may_use_the_environment(line, accepted):
    """Variables stand where texts stand, and where numbers do."""
    schema = config_schema()

    assert accepts(schema, schema, parse_yaml(line, "config.yml").data) is accepted


def test_actions_bring_their_own_definitions():
    """Definitions of one name in two actions do not get into each other's way, and every reference leads somewhere."""
    schema = program_schema(
        {
            "label": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/Spec"}], "$defs": {"Spec": {"type": "object"}}},
            "assign": {"$ref": "#/$defs/Spec", "$defs": {"Spec": {"items": {"$ref": "#/$defs/One"}}, "One": {}}},
        }
    )

    assert schema["$defs"]["Action"]["oneOf"] == [
        {
            "type": "object",
            "properties": {"assign": {"$ref": "#/$defs/assign.Spec"}},
            "required": ["assign"],
            "additionalProperties": False,
        },
        {
            "type": "object",
            "properties": {"label": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/label.Spec"}]}},
            "required": ["label"],
            "additionalProperties": False,
        },
    ]
    assert {reference.removeprefix("#/$defs/") for reference in references(schema)} <= set(schema["$defs"])


@pytest.mark.parametrize("schema", [config_schema(), program_schema({})], ids=["config.yml", "program"])
def test_every_setting_is_described(schema):
    """An editor shows what each key is for."""
    owners = {"": schema, **schema["$defs"]}

    assert [
        f"{owner}.{name}"
        for owner, node in owners.items()
        for name, child in node.get("properties", {}).items()
        if not child.get("description") and not schema["$defs"][child["$ref"].rpartition("/")[2]].get("description")
    ] == []
