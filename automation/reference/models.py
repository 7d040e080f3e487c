"""Pages about the YAML: every key with its type, default and words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from automation.config.model import Config
from automation.config.program import Program

#: what an id in a description means
_RULES = "Ids such as G13 are rules, which [rules.md](../rules.md) lists."


def page(model: type[BaseModel], title: str, intro: str) -> str:
    """The page of one file's model and of every part within it."""
    schema = model.model_json_schema(by_alias=True)
    parts = [section(title, schema, 1, intro)]
    parts += [section(name, part, 2) for name, part in sorted(schema.get("$defs", {}).items()) if "properties" in part]
    return "\n".join(parts)


def config_page() -> str:
    """docs/reference/config.md."""
    return page(Config, "config.yml", f"Where GitLab is, who works with us, and what working time means. {_RULES}")


def program_page() -> str:
    """docs/reference/program.md."""
    intro = f"One program: workflows, rules, schedules, messages, scores. Actions: [actions.md](actions.md). {_RULES}"
    return page(Program, "A program file", intro)


def section(title: str, schema: dict[str, Any], level: int, intro: str = "") -> str:
    """The table of the keys of `schema` under a heading; `intro` stands for the words of the model."""
    words = intro or schema.get("description", "").split("\n")[0]
    head = f"{'#' * level} {title}\n\n{words}\n\n| key | value | default | |\n| --- | --- | --- | --- |"
    return "\n".join([head, *_rows(schema), ""])


def _rows(schema: dict[str, Any]) -> Iterator[str]:
    required = set(schema.get("required", ()))
    for name, spec in schema.get("properties", {}).items():
        default = "required" if name in required else _default(spec.get("default"))
        yield f"| `{name}` | {_cell(_type(spec))} | {_cell(default)} | {_cell(spec.get('description', ''))} |"


def _default(value: Any) -> str:
    return "" if value in (None, "", [], {}) else f"`{value}`" if not isinstance(value, dict) else "see below"


def _type(spec: dict[str, Any]) -> str:
    if "$ref" in spec:
        return _link(spec["$ref"])
    if "enum" in spec:
        return " or ".join(f"`{value}`" for value in spec["enum"])
    if "const" in spec:
        return f"`{spec['const']}`"
    branches = spec.get("anyOf") or spec.get("allOf")
    if branches:
        return " or ".join(dict.fromkeys(_type(branch) for branch in branches if branch.get("type") != "null"))
    return _container(spec)


def _container(spec: dict[str, Any]) -> str:
    kind = spec.get("type")
    if kind == "array":
        return f"list of {_type(spec.get('items', {}))}"
    if kind == "object" and isinstance(spec.get("additionalProperties"), dict):
        return f"mapping to {_type(spec['additionalProperties'])}"
    words = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
    return words.get(str(kind), "anything")


def _link(reference: str) -> str:
    name = reference.rpartition("/")[2]
    return f"[{name}](#{name.lower()})"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
