"""pydantic's errors in words for people who write YAML."""

from __future__ import annotations

from typing import Any, Final

from pydantic_core import ErrorDetails

from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.shape import Shape
from automation.config.spelling import listed, nearest, proposal

#: what must stand there, by the first word of pydantic's error type
_KINDS: Final = {
    "string": "text",
    "bool": "true or false",
    "int": "a whole number",
    "float": "a number",
    "list": "a list",
    "dict": "a mapping of keys to values",
    "model": "a mapping of keys to values",
}
_QUOTES: Final = "Put it in quotes."
_BOOLEAN: Final = "Only true and false are booleans; yes, no, on and off are words."


def problem_of(error: ErrorDetails, trail: Trail, written: Any, shape: Shape) -> Problem:
    """`error` in words. `trail` is where it is, `written` is what the file says there."""
    match error["type"]:
        case "extra_forbidden":
            return _unknown_key(trail, shape)
        case "missing":
            return _missing(trail, shape)
        case "literal_error":
            return _not_listed(trail, written, shape)
        case "string_pattern_mismatch":
            return _misspelt(trail, shape)
        case "value_error":
            return Problem(trail=trail, message=str(error.get("ctx", {})["error"]), code="invalid")
        case kind:
            return _wrong_kind(kind, trail, written)


def _unknown_key(trail: Trail, shape: Shape) -> Problem:
    name, allowed = str(trail[-1]), shape.keys(trail[:-1])
    close, remedy = nearest(name, allowed), proposal(name, allowed, "Allowed")
    meant = (*trail[:-1], close) if close else None
    return Problem(trail=trail, message="unknown key", remedy=remedy, code="unknown-key", at_key=True, meant=meant)


def _missing(trail: Trail, shape: Shape) -> Problem:
    description = shape.description(trail)
    remedy = f"{trail[-1]}: {description}" if description else ""
    return Problem(trail=trail, message=f"the key {trail[-1]!r} is missing", remedy=remedy, code="missing-key")


def _not_listed(trail: Trail, written: Any, shape: Shape) -> Problem:
    values = shape.values(trail)
    remedy = proposal(written, values, "Allowed") if isinstance(written, str) else f"Allowed: {listed(values)}."
    return Problem(trail=trail, message="this is none of the allowed values", remedy=remedy, code="unknown-value")


def _misspelt(trail: Trail, shape: Shape) -> Problem:
    message = "this has characters that do not belong here"
    return Problem(trail=trail, message=message, remedy=shape.description(trail), code="invalid")


def _wrong_kind(kind: str, trail: Trail, written: Any) -> Problem:
    wanted = _KINDS.get(kind.partition("_")[0], "another value")
    message = f"this must be {wanted}{_instead(written)}"
    return Problem(trail=trail, message=message, remedy=_remedy(wanted, written), code="wrong-type")


def _instead(written: Any) -> str:
    kinds = {list: ", not a list", dict: ", not a mapping", type(None): ", not nothing"}
    return kinds.get(type(written), "")


def _remedy(wanted: str, written: Any) -> str:
    if wanted == "text" and isinstance(written, (bool, int, float)):
        return _QUOTES
    if wanted == _KINDS["dict"] and written is None:
        return "Write {} where there is nothing to say."
    return _BOOLEAN if wanted == _KINDS["bool"] else ""
