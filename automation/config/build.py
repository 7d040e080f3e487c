"""PyYAML's nodes to plain data, positions and problems, however often an alias repeats a node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from automation.config.compose import MAX_DEPTH, TOO_DEEP
from automation.config.core_schema import scalar
from automation.config.faults import Problem
from automation.config.positions import Place, Positions, Trail

#: characters that aliases may add to what is written; a value counts its text and this much for itself
MAX_REPEATED: Final = 1024 * 1024
_VALUE_COST: Final = 16
_MERGE: Final = "<<"


@dataclass(slots=True)
class Built:
    """Plain data with its positions, and what was wrong on the way."""

    data: Any = None
    values: dict[Trail, Place] = field(default_factory=dict)
    keys: dict[Trail, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def positions(self) -> Positions:
        """The places of values and keys."""
        return Positions(self.values, self.keys)


class _StopError(Exception):
    """The bounds are exceeded; nothing more is built."""


def build(root: Node | None) -> Built:
    """The data of the nodes under `root`; None where there are none, or too many."""
    builder = _Builder()
    try:
        builder.built.data = None if root is None else builder.value(root, ())
    except _StopError:
        builder.built.data = None
    return builder.built


class _Builder:
    def __init__(self) -> None:
        self.built = Built()
        self._seen: set[int] = set()
        self._repeated = 0

    def value(self, node: Node, trail: Trail) -> Any:
        self._count(node, len(trail))
        self.built.values[trail] = _place(node)
        if isinstance(node, ScalarNode):
            return self._scalar(node)
        if isinstance(node, MappingNode):
            return self._mapping(node, trail)
        return [self.value(item, (*trail, index)) for index, item in enumerate(node.value)]

    def _count(self, node: Node, depth: int) -> None:
        if depth > MAX_DEPTH:
            self._stop(node, TOO_DEEP, "An anchor may not contain its own alias.")
        if id(node) in self._seen:
            self._repeated += _VALUE_COST + (len(node.value) if isinstance(node, ScalarNode) else 0)
        if self._repeated > MAX_REPEATED:
            self._stop(node, "aliases repeat too much", "Write fewer aliases of aliases.")
        self._seen.add(id(node))

    def _stop(self, node: Node, message: str, remedy: str) -> NoReturn:
        self._report(node, message, remedy)
        raise _StopError

    def _report(self, node: Node, message: str, remedy: str, code: str = "yaml") -> None:
        problem = Problem(trail=(), message=message, remedy=remedy, code=code, place=_place(node))
        self.built.problems.append(problem)

    def _scalar(self, node: ScalarNode) -> Any:
        try:
            return scalar(node)
        except ValueError as error:
            self._report(node, str(error), "Remove the tag, or put the value in quotes.")
            return None

    def _mapping(self, node: MappingNode, trail: Trail) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in _own(node):
            self._add(data, key, value, trail, merged=False)
        for key, value in self._merged(node, 1):
            self._add(data, key, value, trail, merged=True)
        return data

    def _add(self, data: dict[str, Any], key: Node, value: Node, trail: Trail, *, merged: bool) -> None:
        """Takes the pair into `data`; what is there already wins, silently only over what a merge brings."""
        if not isinstance(key, ScalarNode):
            self._report(key, "a key must be text", "Put a text that begins with [ or { in quotes.")
            return
        longer = (*trail, str(key.value))
        if key.value not in data:
            self.built.keys[longer] = _place(key)
            data[str(key.value)] = self.value(value, longer)
        elif not merged:
            line = self.built.keys[longer].line
            remedy = f"It stands in line {line} already; keep one of the two."
            self._report(key, "this key is there twice", remedy, "duplicate-key")

    def _merged(self, node: MappingNode, level: int) -> Iterator[tuple[Node, Node]]:
        """The pairs that merge keys bring in, those of earlier sources first (yaml.org/type/merge.html)."""
        for source in self._sources(node):
            self._count(source, level)
            yield from _own(source)
            yield from self._merged(source, level + 1)

    def _sources(self, node: MappingNode) -> Iterator[MappingNode]:
        for key, value in node.value:
            if _is_merge(key):
                sources = value.value if isinstance(value, SequenceNode) else [value]
                yield from filter(self._is_source, sources)

    def _is_source(self, node: Node) -> bool:
        if not isinstance(node, MappingNode):
            self._report(node, "only mappings can be merged", "Give an alias of a mapping, or a list of such aliases.")
        return isinstance(node, MappingNode)


def _own(node: MappingNode) -> list[tuple[Node, Node]]:
    return [(key, value) for key, value in node.value if not _is_merge(key)]


def _is_merge(key: Node) -> bool:
    return isinstance(key, ScalarNode) and key.value == _MERGE and not key.style


def _place(node: Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)
