"""Fields of a description: reading, checking and setting them (design.md §6, rules.md G13).

A field is a line ``- **Name:** value``, indented lines below it included, or a block ``### Name`` down to the next
heading, as issue forms write it. What stands in code, quotations and comments is no field; the first one of a name
counts; a value ends where the next field begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from automation.decide.field_types import canonical, malformed, user_of
from automation.decide.guard import VALUE_LIMIT, inline, prose, unguard
from automation.decide.lines import FIELD, TASK, Kind, Line, heading, read_lines

__all__ = ["canonical", "malformed", "read_fields", "says_nothing", "set_fields", "user_of"]

_FIELD: Final = re.compile(rf"{FIELD}(?P<value>.*)")
_CONTINUED: Final = re.compile(r"(?: {2,}|\t)\S")
_TASK: Final = re.compile(rf"\s*{TASK}")
_QUOTE_MARK: Final = re.compile(r"^ {0,3}>(?!>>) ?", re.MULTILINE)
_RAILS: Final = re.compile(r"^>>>\s*$", re.MULTILINE)
#: answers that say nothing (rules.md G13; the last is what issue forms write)
_EMPTY: Final = frozenset({"", "-", "tbd", "n/a", "none", "_none_", "_no response_"})
#: the level of headings that name fields
_LEVEL: Final = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a field stands."""

    #: its lines, the last one not included
    first: int
    last: int
    #: where its value begins in the first line; None for a block, whose value begins below
    column: int | None
    raw: str


def read_fields(description: str, names: Iterable[str]) -> dict[str, str]:
    """The values of those fields `names` that `description` has, by the spelling in `names`.

    A field that is there and says nothing has the empty string; one that is not there is missing. Upper and lower
    case of names do not matter. Values come back as they were before `guard.inline` or `guard.prose` wrote them.
    """
    return dict(_read(description, tuple(names)))


@lru_cache(maxsize=16)
def _read(description: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, _plain(found.raw)) for name, found in _find(read_lines(description), names).items())


def set_fields(description: str, values: Mapping[str, str]) -> str:
    """`description` with the fields of `values` filled in where they stand, those that are missing added at its end.

    Values are guarded: a block keeps its lines as a quotation, everything else becomes one line.
    """
    lines = read_lines(description)
    found = _find(lines, values)
    texts = [line.raw + line.ending for line in lines]
    for name, place in sorted(found.items(), key=lambda item: item[1].first, reverse=True):
        texts[place.first : place.last] = [_filled(lines, place, values[name])]
    added = [f"- **{name}:** {inline(value)}".rstrip() + "\n" for name, value in values.items() if name not in found]
    text = "".join(texts)
    return text + "\n" * bool(added and text and not text.endswith("\n")) + "".join(added)


def says_nothing(value: str) -> bool:
    """Whether `value`, without blanks around it, counts as not filled in: empty, TBD, n/a … (rules.md G13)."""
    return value.casefold() in _EMPTY


def _find(lines: Sequence[Line], names: Iterable[str]) -> dict[str, _Found]:
    wanted = {_key(name): name for name in names}
    found: dict[str, _Found] = {}
    for name, place in _places(lines, wanted):
        found.setdefault(wanted[name], place)
    return found


def _places(lines: Sequence[Line], wanted: Mapping[str, str]) -> Iterator[tuple[str, _Found]]:
    """Every field of `wanted`, in order, by its key."""
    for number, line in enumerate(lines):
        match = _field(line)
        title = None if match else heading(line)
        if match and _named(match) in wanted:
            last = _end_of_line_field(lines, number)
            rest = (part.text.strip() for part in lines[number + 1 : last])
            raw = " ".join([match["value"].strip(), *rest]).strip()
            yield _named(match), _Found(number, last, match.start("value"), raw)
        elif title and title[0] == _LEVEL and _key(title[1]) in wanted:
            last = _end_of_block(lines, number, wanted)
            raw = "\n".join(part.text or part.raw for part in lines[number + 1 : last] if part.kind is not Kind.COMMENT)
            yield _key(title[1]), _Found(number, last, None, raw.strip())


def _field(line: Line) -> re.Match[str] | None:
    return _FIELD.fullmatch(line.text) if "**" in line.text else None


def _named(match: re.Match[str]) -> str:
    return _key(match["name"].removesuffix(":"))


def _end_of_line_field(lines: Sequence[Line], number: int) -> int:
    """The first line behind the field in line `number` that is not its own."""
    for later in range(number + 1, len(lines)):
        line = lines[later]
        if not _CONTINUED.match(line.text) or _field(line) or _TASK.match(line.text):
            return later
    return len(lines)


def _end_of_block(lines: Sequence[Line], number: int, wanted: Mapping[str, str]) -> int:
    for later in range(number + 1, len(lines)):
        match = _field(lines[later])
        if heading(lines[later]) or (match and _named(match) in wanted):
            return later
    return len(lines)


def _filled(lines: Sequence[Line], place: _Found, value: str) -> str:
    line = lines[place.first]
    if place.column is None:
        quoted = prose(value) if "\n" in value.strip() else inline(value)
        return f"{line.raw}{line.ending}\n{quoted}\n\n"
    return f"{line.text[: place.column]} {inline(value)}".rstrip() + (lines[place.last - 1].ending)


def _plain(raw: str) -> str:
    value = unguard(_QUOTE_MARK.sub("", _RAILS.sub("", raw))).strip()
    return "" if says_nothing(value) else value[:VALUE_LIMIT]


def _key(name: str) -> str:
    return " ".join(unguard(name).split()).casefold()
