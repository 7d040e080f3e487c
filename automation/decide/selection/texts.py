"""Conditions on title and description, by regular expressions whose time is bounded."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from automation.config.selection import Selection
from automation.config.words.regexp import Regexp, TooSlow, to_regexp
from automation.decide.expressions import ConditionError
from automation.decide.selection.look import Row, RowCondition


def text_conditions(spec: Selection) -> Iterator[RowCondition]:
    """What `spec` says of title and description."""
    if spec.title is not None:
        yield RowCondition("title", _holds("title", to_regexp(spec.title), lambda row: row.issue.title))
    if spec.description is not None and spec.description.casefold() == "none":
        yield RowCondition("description", lambda row: "there is one" if row.issue.description.strip() else None)
    elif spec.description is not None:
        yield RowCondition(
            "description", _holds("description", to_regexp(spec.description), lambda row: row.issue.description)
        )


def _holds(name: str, wanted: Regexp, read: Callable[[Row], str]) -> Callable[[Row], str | None]:
    """The test; texts of issues stay out of its words (rules.md G16)."""

    def misses(row: Row) -> str | None:
        try:
            return None if wanted.is_in(read(row)) else f"it does not match {wanted.source}"
        except TooSlow as fault:
            message = f"select.{name}: {fault}"
            raise ConditionError(message) from None

    return misses
