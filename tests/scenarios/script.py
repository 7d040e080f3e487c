"""Who does what and when: a script of people's work, made from a seed, the same whatever Usher does."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any


class Deed(StrEnum):
    """What somebody does to an issue."""

    OPEN = "open"
    CHANGE = "change"
    SAY = "say"


@dataclass(frozen=True, slots=True)
class Doing:
    """What one person does; `body` is what GitLab's API is told."""

    person: str
    deed: Deed
    body: Mapping[str, Any]


#: what happens to one issue in one stretch of time after the other
Tale = Iterator[list[Doing]]
#: by the issue's name and the key of its project
_Waiting = Mapping[tuple[str, str], list[Doing]]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody does at an instant (UTC)."""

    at: datetime
    #: the script's name for the issue
    issue: str
    #: key of its project in config.yml
    project: str
    doing: Doing


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the script at whose end everybody waits until all is quiet."""

    acts: tuple[Act, ...]
    #: when that is (UTC)
    end: datetime


def script(
    chance: random.Random, tales: Mapping[tuple[str, str], Tale], start: datetime, lengths: Sequence[timedelta]
) -> list[Stretch]:
    """Play all `tales` at once, those of an issue in order and those of different issues mixed.

    Args:
        chance: decides who goes first.
        tales: by the issue's name and the key of its project.
        start: when the first stretch begins (UTC).
        lengths: of the stretches, each of which ends with a fifth without acts; tales begin in the first half of them.
    """
    begins = {issue: chance.randint(0, len(lengths) // 2) for issue in tales}
    stretches = list[Stretch]()
    for number, length in enumerate(lengths):
        waiting = {issue: list(next(tale, [])) for issue, tale in tales.items() if begins[issue] <= number}
        stretches.append(Stretch(tuple(_timed(chance, waiting, start, length)), start + length))
        start += length
    return stretches


def _timed(chance: random.Random, waiting: _Waiting, start: datetime, length: timedelta) -> Iterator[Act]:
    """What waits, at instants two seconds or more apart."""
    order = [issue for issue, doings in waiting.items() for _ in doings]
    chance.shuffle(order)
    steps = sorted(chance.sample(range(1, int(length.total_seconds() * 0.4)), len(order)))
    for issue, step in zip(order, steps, strict=True):
        yield Act(start + timedelta(seconds=2 * step), *issue, waiting[issue].pop(0))
