"""Conditions on the labels of an issue; ``*`` in a name stands for anything, every other sign for itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from automation.config.selection import Selection
from automation.decide.selection.look import Row, RowCondition

Labels = Iterable[str]


def label_conditions(spec: Selection) -> Iterator[RowCondition]:
    """What `spec` says of labels."""
    yield from (RowCondition("labels", _one(name)) for name in spec.labels)
    if spec.any_label:
        yield RowCondition("any_label", _any(tuple(spec.any_label)))
    yield from (RowCondition("without_labels", _none(name)) for name in spec.without_labels)
    if spec.no_other_labels:
        yield RowCondition("no_other_labels", _no_other((*spec.labels, *spec.any_label)))
    for dwell in spec.labelled:
        yield RowCondition("labelled", _one(dwell.label))


def is_pattern(name: str) -> bool:
    """Whether `name` may stand for more than one label."""
    return "*" in name


def found(labels: Labels, name: str) -> list[str]:
    """Those of `labels` that `name` stands for, sorted."""
    if not is_pattern(name):
        return [name] if name in labels else []
    matches = _matcher(name)
    return sorted(label for label in labels if matches(label))


@lru_cache(maxsize=1024)
def _matcher(name: str) -> Callable[[str], object]:
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", name))), re.DOTALL).fullmatch


def _one(name: str) -> Callable[[Row], str | None]:
    words = f"{name} is not set"
    return lambda row: None if found(row.issue.labels, name) else words


def _any(names: tuple[str, ...]) -> Callable[[Row], str | None]:
    words = f"none of {', '.join(names)} is set"
    return lambda row: None if any(found(row.issue.labels, name) for name in names) else words


def _none(name: str) -> Callable[[Row], str | None]:
    def misses(row: Row) -> str | None:
        there = found(row.issue.labels, name)
        return f"{', '.join(there)} is set" if there else None

    return misses


def _no_other(names: tuple[str, ...]) -> Callable[[Row], str | None]:
    def misses(row: Row) -> str | None:
        others = sorted(row.issue.labels.difference(*(found(row.issue.labels, name) for name in names)))
        return f"{', '.join(others)} is set" if others else None

    return misses
