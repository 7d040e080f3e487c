"""The JSON Schemas of config.yml and of a program file, for editors and for `usher schema`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from automation.config.model import Config
from automation.config.program import Program
from automation.config.shape import shape_of

Schema = dict[str, Any]

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
_REFERENCES: Final = "#/$defs/"
#: in config.yml a number may come from the environment
_VARIABLE: Final[Schema] = {"type": "string", "pattern": r"\$\{"}


def config_schema() -> Schema:
    """The schema of config.yml."""
    schema = _schema(Config, "config.yml")
    definitions = {name: _numbers_from_environment(child) for name, child in schema["$defs"].items()}
    return {**_numbers_from_environment(schema), "$defs": definitions}


def program_schema(actions: Mapping[str, Schema]) -> Schema:
    """The schema of a file in programs/. `actions` are the schemas of the options of all actions, by name."""
    schema = _schema(Program, "A program")
    action = {
        "description": schema["$defs"]["Action"]["description"],
        "oneOf": [_single_key(name, options) for name, options in sorted(actions.items())],
    }
    return {**schema, "$defs": {**schema["$defs"], **_definitions(actions), "Action": action}}


def _schema(model: type[BaseModel], title: str) -> Schema:
    return {"$schema": _DRAFT, **shape_of(model).root, "title": title}


def _single_key(name: str, schema: Schema) -> Schema:
    options = {key: value for key, value in schema.items() if key != "$defs"}
    return {
        "type": "object",
        "properties": {name: _renamed(options, name)},
        "required": [name],
        "additionalProperties": False,
    }


def _definitions(actions: Mapping[str, Schema]) -> Schema:
    """What the actions define for themselves, under names that do not collide."""
    return {
        f"{action}.{name}": _renamed(definition, action)
        for action, schema in actions.items()
        for name, definition in schema.get("$defs", {}).items()
    }


def _renamed(node: Any, action: str) -> Any:
    """`node` with its references led to the definitions of `action`; nested actions are those of the file."""
    if isinstance(node, list):
        return [_renamed(item, action) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _renamed(value, action) for key, value in node.items()}
    if str(node.get("$ref", "")).startswith(_REFERENCES):
        changed["$ref"] = f"{_REFERENCES}{action}.{node['$ref'].removeprefix(_REFERENCES)}"
    return changed


def _numbers_from_environment(schema: Schema) -> Schema:
    properties = {name: _or_variable(child) for name, child in schema.get("properties", {}).items()}
    return {**schema, "properties": properties} if properties else schema


def _or_variable(child: Schema) -> Schema:
    numbers = {"integer", "number"}
    if child.get("type") in numbers:
        rest = {key: value for key, value in child.items() if key != "type"}
        return {**rest, "anyOf": [{"type": child["type"]}, _VARIABLE]}
    if any(branch.get("type") in numbers for branch in child.get("anyOf", ())):
        return {**child, "anyOf": [*child["anyOf"], _VARIABLE]}
    return child
