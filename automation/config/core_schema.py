"""The scalars of YAML 1.2: its core schema in place of PyYAML's YAML 1.1 (yaml.org/spec/1.2.2, section 10.3.2).

`yes`, `no`, `on` and `off` are words, and so is a date: labels have such names, and fields say what is a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final, NamedTuple

from yaml.nodes import ScalarNode
from yaml.resolver import BaseResolver

_PREFIX: Final = "tag:yaml.org,2002:"


class Kind(NamedTuple):
    """One kind of scalar."""

    pattern: re.Pattern[str]
    #: characters that such a scalar can begin with; the empty text stands for an empty scalar
    first: tuple[str, ...]
    convert: Callable[[str], Any]


def _integer(text: str) -> int:
    base = {"0o": 8, "0x": 16}.get(text[:2])
    return int(text[2:], base) if base else int(text)


def _number(text: str) -> float:
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


def _kind(pattern: str, first: Iterable[str], convert: Callable[[str], Any]) -> Kind:
    return Kind(re.compile(rf"^(?:{pattern})\Z"), tuple(first), convert)


_KINDS: Final = {
    "null": _kind(r"null|Null|NULL|~|", ["", *"nN~"], lambda _: None),
    "bool": _kind(r"true|True|TRUE|false|False|FALSE", "tTfF", lambda text: text.lower() == "true"),
    "int": _kind(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789", _integer),
    "float": _kind(
        r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
        _number,
    ),
    "str": _kind(r"(?s:.*)", "", str),
}


class CoreResolver(BaseResolver):
    """Gives plain scalars the tags of the core schema."""


for _name, _spec in _KINDS.items():
    if _name != "str":
        CoreResolver.add_implicit_resolver(_PREFIX + _name, _spec.pattern, _spec.first)


def scalar(node: ScalarNode) -> Any:
    """The value of `node`: None, a boolean, a number or text.

    Raises:
        ValueError: the tag is none of the core schema, or the text is none of its kind (in words, without the text).
    """
    kind = node.tag.removeprefix(_PREFIX)
    if kind not in _KINDS:
        message = "this tag is not one of null, bool, int, float and str"
        raise ValueError(message)
    return _converted(kind, node.value)


def _converted(kind: str, text: str) -> Any:
    spec = _KINDS[kind]
    if not spec.pattern.match(text):
        message = f"the value is not what its tag !!{kind} says"
        raise ValueError(message)
    try:
        return spec.convert(text)
    except ValueError as error:
        message = "the number has too many digits"
        raise ValueError(message) from error
