"""The JSON Schema of a scenario file, for editors and for `usher schema`."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from automation.scenarios.model import Head
from automation.scenarios.moves import STEPS

_DRAFT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> dict[str, Any]:
    """The schema of a scenario file, each step by its kind."""
    definitions = definitions_of()
    head = definitions.pop(Head.__name__)
    events = {**head["properties"]["events"], "items": {"anyOf": [_link(model.__name__) for model in STEPS.values()]}}
    properties = {**head["properties"], "events": events}
    return {"$schema": _DRAFT, **head, "title": "A scenario", "properties": properties, "$defs": definitions}


def definitions_of() -> dict[str, Any]:
    """The schemas of every part of a scenario file, by the name of its model."""
    models = [Head, *STEPS.values()]
    _, schema = models_json_schema([(model, "validation") for model in models], by_alias=True)
    found: dict[str, Any] = schema["$defs"]
    return found


def _link(name: str) -> dict[str, str]:
    return {"$ref": f"#/$defs/{name}"}
