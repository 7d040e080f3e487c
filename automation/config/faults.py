"""What is wrong with a configuration, in words for the person who wrote it.

A check yields `Problem`s, which name the value by its trail; `Sources.fault` adds file, line, column and what is
written there. So no check handles positions, and one place decides which values may be shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from automation.config.positions import Place, Trail

#: characters of a wrong value that a fault shows
SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong at a trail. Neither message nor remedy may repeat a value: it may come from the environment."""

    trail: Trail
    #: what is wrong, without capital and full stop
    message: str
    #: short stable word for machines, e.g. ``unknown-key``
    code: str
    #: what to do about it, as sentences; empty where the message says it
    remedy: str = ""
    #: whether the key is meant and not its value
    at_key: bool = False
    #: where the value of a misspelt key belongs
    meant: Trail | None = None
    #: the value that this one collides with
    other: Trail | None = None
    #: where it is, when no trail leads there
    place: Place | None = None

    def under(self, *prefix: str | int) -> Problem:
        """The same problem seen from further up: `prefix` leads to where its trails begin."""
        meant = None if self.meant is None else (*prefix, *self.meant)
        return replace(self, trail=(*prefix, *self.trail), meant=meant)


def unrelated(problems: Iterable[Problem], known: Iterable[Problem]) -> list[Problem]:
    """Those of `problems` that are not about a place of which a `known` one already is."""
    places = [problem.meant if problem.at_key else problem.trail for problem in known]
    trails = [trail for trail in places if trail is not None]
    return [problem for problem in problems if not any(overlap(problem.trail, trail) for trail in trails)]


def overlap(one: Trail, other: Trail) -> bool:
    """Whether one of the trails leads on from where the other one ends.

    A single value may stand for a list of one, so that the step to its first item is only in one of them.
    """
    if not one or not other:
        return True
    if one[0] == other[0]:
        return overlap(one[1:], other[1:])
    if one[0] == 0 and isinstance(other[0], str):
        return overlap(one[1:], other)
    return other[0] == 0 and isinstance(one[0], str) and overlap(one, other[1:])


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in one place; `str()` gives ``file:line:column: message (got 'value'). Remedy.``."""

    #: path relative to the folder of config.yml
    file: str
    #: from 1
    line: int
    #: from 1, in characters
    column: int
    #: what is wrong, without capital and full stop
    message: str
    #: what is written there; empty where it is no single value, or a secret
    value: str = ""
    #: what to do about it, as sentences
    remedy: str = ""
    #: short stable word for machines
    code: str = "invalid"

    def __str__(self) -> str:
        got = f" (got {_shortened(self.value)!r})" if self.value else ""
        return f"{self.file}:{self.line}:{self.column}: {self.message}{got}. {self.remedy}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """The fault as JSON data, with the names of the attributes as keys."""
        return asdict(self)


class ConfigFaults(Exception):
    """The configuration is not usable; carries every fault found, by file and position."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(sorted(set(faults)))
        super().__init__("\n".join(map(str, self.faults)))

    def as_json(self) -> list[dict[str, Any]]:
        """All faults as JSON data, in order."""
        return [fault.as_json() for fault in self.faults]


def _shortened(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
