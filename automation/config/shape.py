"""Questions to the JSON Schema of a model: which keys and values are right at a trail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel

from automation.config.positions import Trail

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """The schema of one model. Trails are those of the file, with its own names of keys."""

    root: Schema

    def keys(self, trail: Trail) -> Mapping[str, Schema]:
        """The keys that the mapping at `trail` may have, with their schemas; empty where the names are the user's."""
        return {name: child for node in self._at(trail) for name, child in node.get("properties", {}).items()}

    def values(self, trail: Trail) -> list[str]:
        """The values that are allowed at `trail`; empty where they are not listed."""
        values = [value for node in self._at(trail) for value in _listed(node)]
        return [str(value).lower() if isinstance(value, bool) else value for value in values]

    def description(self, trail: Trail) -> str:
        """What the value at `trail` is for; empty where nothing is said."""
        return str(self.keys(trail[:-1]).get(str(trail[-1]), {}).get("description", ""))

    def is_optional(self, trail: Trail) -> bool:
        """Whether the key at the end of `trail` is one of the model's own and may be left out."""
        parents = [node for node in self._at(trail[:-1]) if trail[-1] in node.get("properties", {})]
        return any(trail[-1] not in node.get("required", ()) for node in parents)

    def blank(self, trail: Trail) -> Any:
        """The emptiest value of the type that belongs at `trail`; an example where nothing empty is right."""
        empty: Mapping[str, Any] = {"array": [], "object": {}, "boolean": False, "integer": 0, "number": 0}
        node = next(self._at(trail), {})
        if "examples" in node:
            return deepcopy(node["examples"][0])
        return next(iter(_listed(node)), empty.get(node.get("type", ""), ""))

    def _at(self, trail: Trail) -> Iterator[Schema]:
        nodes = list(self._branches(self.root))
        for step in trail:
            nodes = [branch for node in nodes for child in _children(node, step) for branch in self._branches(child)]
        yield from nodes

    def _branches(self, node: Schema) -> Iterator[Schema]:
        """`node` with references followed and alternatives taken apart."""
        if "$ref" in node:
            yield from self._branches(self.root["$defs"][node["$ref"].rpartition("/")[2]])
        elif "anyOf" in node or "oneOf" in node:
            for branch in node.get("anyOf") or node["oneOf"]:
                yield from self._branches(branch)
        else:
            yield node


@cache
def shape_of(model: type[BaseModel]) -> Shape:
    """The shape of what a file may say to `model`."""
    return Shape(model.model_json_schema(by_alias=True, mode="validation"))


def _children(node: Schema, step: str | int) -> Iterator[Schema]:
    if isinstance(step, int):
        found = node.get("items")
    else:
        found = node.get("properties", {}).get(step, node.get("additionalProperties"))
    if isinstance(found, Mapping):
        yield found


def _listed(node: Schema) -> list[Any]:
    return [node["const"]] if "const" in node else list(node.get("enum", ()))
