"""The file as written: every value with its lines, scalars as text, merges and aliases resolved as Ruby does.

gitlab-triage reads YAML 1.1 with Ruby's parser: the last of two equal keys wins, own keys win over merged ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from automation.config.compose import compose

_NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE: Final = frozenset({"true", "yes", "on", "y"})
_MERGE: Final = "<<"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value, as text."""

    text: str
    #: first and last line, from 1
    line: int
    last: int
    #: nothing stands there
    empty: bool = False

    @property
    def true(self) -> bool:
        """Whether Ruby reads it as true."""
        return self.text.casefold() in _TRUE


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    values: tuple[Value, ...]
    line: int
    last: int
    #: where each value stands in the list; that of an alias is written further up
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a table, with the lines that it takes together with its key."""

    key: str
    value: Value
    line: int
    last: int


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping."""

    line: int
    last: int
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def get(self, key: str) -> Value | None:
        """The value of `key`; None where it is not there, or empty."""
        entry = self.entries.get(key)
        return None if entry is None or is_empty(entry.value) else entry.value

    def line_of(self, key: str) -> int:
        """The line of `key`, or that of the table where it has none."""
        return self.entries[key].line if key in self.entries else self.line


Value = Scalar | Items | Table


def is_empty(value: Value) -> bool:
    """Whether Ruby reads it as nil."""
    return isinstance(value, Scalar) and value.empty


def text_of(value: Value | None) -> str | None:
    """The text of a single value; None for anything else."""
    return value.text if isinstance(value, Scalar) and not value.empty else None


def texts_of(value: Value | None) -> list[str]:
    """The texts in a list, or the one that stands for a list; what is neither is passed over."""
    values = value.values if isinstance(value, Items) else (value,)
    return [text for item in values if (text := text_of(item)) is not None]


def as_written(text: str) -> Value:
    """The tree of `text`, which `parse_yaml` found to be YAML within bounds."""
    root = compose(text)
    if root is None:
        return Scalar("", 1, 1, empty=True)
    tokens = yaml.scan(text, Loader=yaml.SafeLoader)
    aliases = (token.start_mark.line + 1 for token in tokens if isinstance(token, yaml.AliasToken))
    return _Reader(dict(_alias_lines(root, aliases, set()))).value(root)


def _alias_lines(node: Node, aliases: Iterator[int], seen: set[int]) -> Iterator[tuple[tuple[int, int], int]]:
    """The lines of the aliases under `node`, by the list or table that they stand in and their number there.

    A node that was seen before can only be reached by an alias, and aliases come in the order of the text.
    """
    seen.add(id(node))
    inner = [part for pair in node.value for part in pair] if isinstance(node, MappingNode) else node.value
    for number, part in enumerate(inner if isinstance(inner, list) else ()):
        if id(part) in seen:
            yield (id(node), number), next(aliases)
        else:
            yield from _alias_lines(part, aliases, seen)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Nodes to values."""

    aliases: Mapping[tuple[int, int], int]

    def value(self, node: Node) -> Value:
        if isinstance(node, ScalarNode):
            empty = not node.style and node.value in _NOTHING
            return Scalar(str(node.value), _first(node), _last(node), empty)
        if isinstance(node, SequenceNode):
            return self._items(node)
        entries = {entry.key: entry for entry in self._entries(node)}
        return Table(_first(node), max([_first(node), *(entry.last for entry in entries.values())]), entries)

    def _items(self, node: SequenceNode) -> Items:
        values = tuple(map(self.value, node.value))
        lines = tuple(self.aliases.get((id(node), number), value.line) for number, value in enumerate(values))
        own = (value.last for value, line in zip(values, lines, strict=True) if line == value.line)
        return Items(values, _first(node), max([_first(node), *lines, *own]), lines)

    def _entries(self, node: Node) -> Iterator[Entry]:
        """The entries in order of weight: whoever comes later wins."""
        pairs = node.value if isinstance(node, MappingNode) else []
        named = [(key, value) for key, value in pairs if isinstance(key, ScalarNode)]
        for key, value in named:
            if _is_merge(key):
                for source in reversed(value.value if isinstance(value, SequenceNode) else [value]):
                    yield from self._entries(source)
        for key, value in named:
            if not _is_merge(key):
                found = self.value(value)
                last = max(_last(key), found.last if _own(key, value) else 0)
                yield Entry(str(key.value), found, _first(key), last)


def _own(key: Node, value: Node) -> bool:
    """Whether the value stands behind its key, and not at an anchor further up."""
    return bool(value.start_mark.index >= key.end_mark.index)


def _is_merge(key: Node) -> bool:
    return isinstance(key, ScalarNode) and key.value == _MERGE and not key.style


def _first(node: Node) -> int:
    return int(node.start_mark.line) + 1


def _last(node: Node) -> int:
    """The last line with something of `node`: a block ends where the next line begins."""
    mark = node.end_mark
    return int(mark.line) + (1 if mark.column else 0) if mark.line > node.start_mark.line else int(mark.line) + 1
