"""Where the comments of the file go: above what they stood above."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from automation.importing.draft import Draft
from automation.importing.remarks import Comment
from automation.importing.rule_list import Source
from automation.importing.written import Table, Value


@dataclass(slots=True)
class Placed:
    """The comments of a file, by where they go in the output."""

    head: list[str] = field(default_factory=list)
    #: within or above a rule, by its number
    rules: dict[int, list[Comment]] = field(default_factory=dict)
    tail: list[str] = field(default_factory=list)


def place(comments: Iterable[Comment], root: Value, rules: Sequence[Source]) -> Placed:
    """Give each of `comments` to the head, to one of `rules`, or to the end."""
    placed = Placed()
    beginning = root.line_of("resource_rules") if isinstance(root, Table) else 0
    for comment in comments:
        number = _rule_at(comment.line, rules)
        if number is None and comment.line > beginning:
            number = _rule_below(comment.line, rules)
        if number is not None:
            placed.rules.setdefault(number, []).append(comment)
        elif comment.line <= beginning:
            placed.head.append(comment.text)
        else:
            placed.tail.append(comment.text)
    return placed


def _rule_at(line: int, rules: Sequence[Source]) -> int | None:
    values = enumerate(rule.value for rule in rules)
    inside = (number for number, value in values if value.line <= line <= value.last)
    behind = (number for number, rule in enumerate(rules) if rule.line == line)
    return next(inside, next(behind, None))


def _rule_below(line: int, rules: Sequence[Source]) -> int | None:
    below = [(rule.line, number) for number, rule in enumerate(rules) if rule.line > line]
    return min(below)[1] if below else None


def within(comments: Iterable[Comment], draft: Draft, keys: Iterable[str]) -> dict[str, list[str]]:
    """The comments of one rule by those `keys` of its policy above which they stand; '' for the policy itself."""
    found: dict[str, list[str]] = {}
    origins = _origins(draft, set(keys))
    for comment in comments:
        inside = comment.line > draft.begin
        key = next((key for first, last, key in origins if inside and comment.line <= last), "")
        found.setdefault(key, []).append(comment.text)
    return found


def _origins(draft: Draft, keys: set[str]) -> list[tuple[int, int, str]]:
    """Lines and key of what the policy has, in the order of the source."""
    return sorted((first, last, key) for key, spans in draft.origins.items() if key in keys for first, last in spans)
