"""What an import has to tell: rules that were refused, rules that were not what they seemed, and what is different."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How much a finding matters."""

    #: the rule is not in the output
    REFUSED = "refused"
    #: the rule did not do what it says, or does something else from now on
    LOOK = "look"
    #: true of the whole file, and worth knowing once
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to know; ``str()`` gives ``FILE:line: rule "…": words; remedy``."""

    file: str
    #: from 1
    line: int
    kind: Kind
    #: short stable word for machines, e.g. ``dead``
    code: str
    #: name of the rule; empty where it is none in particular
    rule: str = ""
    #: what is so, without capital and full stop
    words: str
    #: what to do about it, the same; may be empty
    remedy: str = ""

    def __str__(self) -> str:
        rule = f'rule "{self.rule}": ' if self.rule else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        return f"{self.file}:{self.line}: {rule}{self.words}{remedy} [{self.code}]"

    def as_json(self) -> dict[str, Any]:
        """The finding as JSON data, with the names of the attributes as keys."""
        return asdict(self)


class Refused(Exception):
    """A rule cannot be carried over; says where, why and what to do instead."""

    def __init__(self, line: int, code: str, words: str, remedy: str = "") -> None:
        super().__init__(words)
        self.line = line
        self.code = code
        self.words = words
        self.remedy = remedy


def worth_a_look(findings: Iterable[Finding]) -> bool:
    """Whether one of them is more than a note."""
    return any(finding.kind is not Kind.NOTE for finding in findings)
