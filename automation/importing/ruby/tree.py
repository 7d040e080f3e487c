"""The skeleton of a Ruby condition: and, or, not, a ? b : c, and between them parts that are looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_OPENING: Final = "([{"
_CLOSING: Final = ")]}"
#: behind these a / begins a regular expression; elsewhere it divides
_BEFORE_PATTERN: Final = re.compile(r"(?:^|[(,=~!&|{]|\bmatch\??\s)\s*\Z")
_WORD: Final = re.compile(r"(?<=\s)(?:and|or)(?=\s)")
_CHOICE: Final = re.compile(r"(.*?)\s\?\s(.*)\s:\s(.*)")
_COMPARES: Final = re.compile(r"==|!=|=~|!~|<|>")
_NEXT_LINE: Final = re.compile(r"\s*\n\s*")
#: levels of parentheses and `not` in each other, and characters
_DEEPEST: Final = 20
_LONGEST: Final = 4_000


class Unreadable(ValueError):
    """The code is no condition that can be taken apart; says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """Code without and, or, not."""

    code: str


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    inner: Tree


@dataclass(frozen=True, slots=True)
class All:
    """Each of them."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of them."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """``condition ? yes : no``."""

    condition: Tree
    yes: Tree
    no: Tree


Tree = Part | Not | All | Any | Choice


def parse_condition(code: str) -> Tree:
    """The skeleton of `code`.

    Raises:
        Unreadable: a bracket or quotation mark is not closed, it is too long or too deep, or it is no single condition.
    """
    if len(code) > _LONGEST:
        message = "it is too long"
        raise Unreadable(message)
    return _parse(_NEXT_LINE.sub(" ", code.strip()), 0)


def _parse(code: str, depth: int) -> Tree:
    """By Ruby's order: `and` and `or` bind least and alike, then `not`, ``?:``, ``||``, ``&&``, ``!``."""
    if depth > _DEEPEST:
        message = "it is nested too deeply"
        raise Unreadable(message)
    code = _bare(code.strip())
    if ";" in _outside(code):
        message = "it has several statements"
        raise Unreadable(message)
    return _words(code, depth) or _signs(code, depth) or Part(code)


def _words(code: str, depth: int) -> Tree | None:
    found = list(_WORD.finditer(_outside(code)))
    if not found:
        return Not(_parse(code[4:], depth + 1)) if code.startswith("not ") else None
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(code)]
    first, *others = (_parse(code[end:start], depth + 1) for end, start in zip(ends, starts, strict=True))
    for match, other in zip(found, others, strict=True):
        first = _joined(All if match[0] == "and" else Any, (first, other))
    return first


def _signs(code: str, depth: int) -> Tree | None:
    outside = _outside(code)
    question = _CHOICE.fullmatch(outside)
    if question:
        return Choice(*(_parse(code[slice(*question.span(part))], depth + 1) for part in (1, 2, 3)))
    for sign, kind in (("||", Any), ("&&", All)):
        if sign in outside:
            return _joined(kind, tuple(_parse(part, depth + 1) for part in _split(code, outside, sign)))
    # ! binds closer than ==, so that what it stands before has to be all there is
    if outside.startswith("!") and not _COMPARES.search(outside):
        return Not(_parse(code[1:], depth + 1))
    return None


def _split(code: str, outside: str, sign: str) -> Iterator[str]:
    """The parts of `code` between those `sign` that stand outside of everything."""
    start = 0
    for match in re.finditer(re.escape(sign), outside):
        yield code[start : match.start()]
        start = match.end()
    yield code[start:]


def _joined(kind: type[All | Any], parts: tuple[Tree, ...]) -> Tree:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, kind) else (part,))]
    return kind(tuple(flat))


def _bare(code: str) -> str:
    """`code` without parentheses around all of it."""
    while code.startswith("(") and _outside(code).rstrip() == "(" + " " * (len(code) - 2) + ")":
        code = code[1:-1].strip()
    return code


def _outside(code: str) -> str:
    """`code` of the same length, with blanks in place of what stands in brackets, quotes and patterns.

    Raises:
        Unreadable: one of them is not closed.
    """
    return "".join(_blanked(code))


def _blanked(code: str) -> Iterator[str]:
    depth, end = 0, ""
    skip = False
    for at, char in enumerate(code):
        inside = depth > 0 or bool(end)
        if skip or end:
            skip, end = (not skip and char == "\\"), ("" if char == end and not skip else end)
        elif char in "'\"" or (char == "/" and _BEFORE_PATTERN.search(code[:at])):
            end = char
        else:
            depth += (char in _OPENING) - (char in _CLOSING)
        yield " " if inside and (depth > 0 or bool(end) or char not in _CLOSING) else char
    if depth or end:
        message = "a bracket or quotation mark is not closed"
        raise Unreadable(message)
