"""Patterns of structured comments: ``{type} {on:date} {link:url}`` reads ``Output: talk 2027-01-12 https://…``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from automation.config.words.fault import WordFault

_PLACE: Final = re.compile(r"\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?P<kind>[a-z]+))?\}")


class ValueKind(StrEnum):
    """What a place in a pattern takes."""

    #: any text; in the last place the rest of the line, elsewhere one word
    TEXT = "text"
    WORD = "word"
    DATE = "date"
    URL = "url"
    USER = "user"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Blank:
    """A place in a pattern that the comment fills in."""

    #: how conditions and actions call the value
    name: str
    kind: ValueKind = ValueKind.TEXT


class PatternFault(WordFault):
    """The pattern cannot be understood; says why."""


def parse_pattern(pattern: str) -> tuple[str | Blank, ...]:
    """The parts of `pattern` in order: texts that stand in the comment as they are, and places that it fills in.

    Raises:
        PatternFault: a place is not well formed, has an unknown kind, or two places have one name.
    """
    parts: list[str | Blank] = []
    end = 0
    for match in _PLACE.finditer(pattern):
        parts += [pattern[end : match.start()], _blank(pattern, match["name"], match["kind"])]
        end = match.end()
    parts.append(pattern[end:])
    _check(pattern, parts)
    return tuple(part for part in parts if part)


def _blank(pattern: str, name: str, kind: str | None) -> Blank:
    kinds = [member.value for member in ValueKind if member is not ValueKind.TEXT]
    if kind is not None and kind not in kinds:
        raise PatternFault(pattern, "a pattern with an unknown kind of value", f"the kinds are {', '.join(kinds)}")
    return Blank(name, ValueKind(kind or ValueKind.TEXT))


def _check(pattern: str, parts: list[str | Blank]) -> None:
    names = [part.name for part in parts if isinstance(part, Blank)]
    if any(set("{}") & set(part) for part in parts if isinstance(part, str)):
        raise PatternFault(pattern, "no well-formed pattern", "write places as {name} or {name:date}")
    if len(set(names)) < len(names):
        raise PatternFault(pattern, "a pattern with the same name twice", "give every place a name of its own")
