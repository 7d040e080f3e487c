"""Pieces of our own language: words of the configuration written as Jinja2."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_SIMPLE: Final = re.compile(r"[\w.]+(?:\([^()]*\))?")
_SIGNS: Final = re.compile(r"\{[{%#]")


def quoted(text: str) -> str:
    """`text` as a literal of an expression."""
    plain = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{plain}'"


def negated(expression: str) -> str:
    """What is true where `expression` is not."""
    inner = expression.removeprefix("not ")
    if inner != expression and _SIMPLE.fullmatch(inner):
        return inner
    return f"not {expression}" if _SIMPLE.fullmatch(expression) else f"not ({expression})"


def all_of(expressions: Sequence[str]) -> str:
    """What is true where all of `expressions` are."""
    return " and ".join(_grouped(expressions))


def any_of(expressions: Sequence[str]) -> str:
    """What is true where one of `expressions` is."""
    return " or ".join(_grouped(expressions))


def _grouped(expressions: Sequence[str]) -> list[str]:
    if len(expressions) == 1:
        return list(expressions)
    return [f"({one})" if re.search(r" (?:and|or|if) ", one) else one for one in expressions]


def escaped(text: str) -> str:
    """`text` as a text of ours in which no sign of Jinja2 is one."""
    return _SIGNS.sub(lambda match: f"{{{{ '{match[0]}' }}}}", text)
