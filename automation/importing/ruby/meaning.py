"""What a piece of Ruby means: an expression of ours, or a condition of a selection, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from automation.importing.jinja_words import all_of, any_of, negated

#: a key of `select` with its value
Pick = tuple[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The same thing said in up to three ways; what is None cannot be said that way."""

    #: an expression of ours
    when: str | None = None
    #: a condition of a selection
    pick: Pick | None = None
    #: a condition that selects exactly where this does not hold
    unless: Pick | None = None

    @property
    def opposite(self) -> Meaning:
        """What holds where this does not."""
        when = None if self.when is None else negated(self.when)
        return Meaning(when=when, pick=self.unless, unless=self.pick)


def both(parts: Sequence[Meaning]) -> Meaning:
    """All of `parts`, as an expression."""
    return _joined(parts, " and ")


def either(parts: Sequence[Meaning]) -> Meaning:
    """At least one of `parts`; where they all say the same, just that."""
    return _joined(parts, " or ")


def chosen(condition: Meaning, yes: Meaning, no: Meaning) -> Meaning:
    """``condition ? yes : no``, as an expression."""
    words = (condition.when, yes.when, no.when)
    if None in words:
        return Meaning()
    return Meaning(when=f"({words[1]} if {words[0]} else {words[2]})")


def _joined(parts: Sequence[Meaning], word: str) -> Meaning:
    different = list(dict.fromkeys(parts_key(part) for part in parts))
    if len(different) == 1:
        return parts[0]
    words = [part.when for part in parts if part.when is not None]
    if len(words) < len(parts):
        return Meaning()
    join = all_of if word == " and " else any_of
    return Meaning(when=join(list(dict.fromkeys(words))))


def parts_key(meaning: Meaning) -> str:
    """The same text for the same meaning: picks hold lists, which have no hash."""
    return repr(meaning)
