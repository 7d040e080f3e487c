"""What every part of the configuration model shares."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict


class Part(BaseModel):
    """One mapping of the YAML: frozen, and unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def as_list(value: Any) -> Any:
    """A single value as a list of one: ``by: legal`` is ``by: [legal]``."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _as_list_if_any(value: Any) -> Any:
    return None if value is None else as_list(value)


#: a list of words that may be written as one word
Words = Annotated[list[str], BeforeValidator(as_list, json_schema_input_type=list[str] | str | None)]
#: the same where nothing written is something else than an empty list
OptionalWords = Annotated[
    list[str] | None, BeforeValidator(_as_list_if_any, json_schema_input_type=list[str] | str | None)
]
