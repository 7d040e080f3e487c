"""From raw bytes to JSON data, and single values out of it; what is wrong is said by place, never by content."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NoReturn

#: escapes behind which a character may hide that no database column takes; rare enough to look closer when seen
_SUSPECT: Final = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")
_WORD: Final = re.compile(r"[a-z][a-z_]{0,39}")


class MalformedPayload(ValueError):
    """A body that no GitLab sends; the words name the place and hold nothing of the content."""


def json_object(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`: strict UTF-8, no NaN, no NUL, no half of a surrogate pair.

    Raises:
        MalformedPayload: `body` is anything else, or nested too deeply to be read.
    """
    try:
        value = json.loads(body.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        message = "the body is not JSON in UTF-8"
        raise MalformedPayload(message) from None
    if not isinstance(value, dict):
        message = "the body is not a JSON object"
        raise MalformedPayload(message)
    if _SUSPECT.search(body) and any(_UNSTORABLE.search(text) for text in _texts(value)):
        message = "the body holds a character that is none"
        raise MalformedPayload(message)
    return value


def section(source: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """The object under `name`; None where it is missing or null.

    Raises:
        MalformedPayload: there is something else.
    """
    value = source.get(name)
    if value is not None and not isinstance(value, Mapping):
        message = f"{name} is not an object"
        raise MalformedPayload(message)
    return value


def required_section(source: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """The object under `name`.

    Raises:
        MalformedPayload: it is missing, null or something else.
    """
    value = section(source, name)
    if value is None:
        message = f"{name} is missing"
        raise MalformedPayload(message)
    return value


def text(source: Mapping[str, Any], name: str) -> str | None:
    """The text under `name`; None where there is none."""
    value = source.get(name)
    return value if isinstance(value, str) else None


def number(source: Mapping[str, Any], name: str) -> int | None:
    """The whole number under `name`; None where there is none (true and false are none)."""
    value = source.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def word(source: Mapping[str, Any], name: str, default: str) -> str:
    """The lower-case word under `name`, as GitLab writes actions; `default` where it is missing or null.

    Raises:
        MalformedPayload: there is something else.
    """
    value = source.get(name)
    if value is None:
        return default
    if not isinstance(value, str) or not _WORD.fullmatch(value):
        message = f"{name} is not a word"
        raise MalformedPayload(message)
    return value


def present(**values: Any) -> dict[str, Any]:
    """Those of `values` that are not None."""
    return {name: value for name, value in values.items() if value is not None}


def _no_constant(_name: str) -> NoReturn:
    raise ValueError


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            waiting += [*value.keys(), *value.values()]
        elif isinstance(value, list):
            waiting += value
