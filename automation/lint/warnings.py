"""What a warning is, and how all of them are collected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any

from automation.config.load import Loaded
from automation.config.positions import Spot
from automation.decide.compiled import Compiled

Trail = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that loads, but will not do what was meant."""

    #: name of the warning, as docs/reference/lint.md lists it
    name: str
    trail: Trail
    message: str


@dataclass(frozen=True, slots=True, order=True)
class Warned:
    """A finding with its place: ``programs/stories.yml:41:7: … [unreachable-stage]``."""

    spot: Spot
    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.spot}: {self.message} [{self.name}]"

    def as_json(self) -> dict[str, Any]:
        """The warning as JSON data."""
        return {**asdict(self.spot), "name": self.name, "message": self.message}


#: looks for one kind of mistake
Check = Callable[[Compiled], Iterator[Finding]]
#: looks for one kind of mistake that depends on the time (UTC)
TimedCheck = Callable[[Compiled, datetime], Iterator[Finding]]


def warn(loaded: Loaded, rules: Compiled, checks: Iterable[Check]) -> list[Warned]:
    """Everything that `checks` find, by place."""
    found = {finding for check in checks for finding in check(rules)}
    return sorted(Warned(loaded.where(*finding.trail), finding.name, finding.message) for finding in found)


def at(now: datetime, checks: Iterable[TimedCheck]) -> list[Check]:
    """`checks` as they look at `now` (UTC)."""
    return [partial(_looked, check, now) for check in checks]


def _looked(check: TimedCheck, now: datetime, rules: Compiled) -> Iterator[Finding]:
    return check(rules, now)
