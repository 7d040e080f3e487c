"""Idioms that count: votes, comments, merge requests, tasks, time, assignees, labels."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from automation.importing.ruby.meaning import Meaning, Pick


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """Something that is counted."""

    #: in our expressions
    words: str
    #: its key in `select`, where that takes {less_than, greater_than}
    key: str = ""
    #: how `select` says that there is none, and that there is some
    none: Pick | None = None
    some: Pick | None = None


#: by the normal spelling in Ruby
QUANTITIES: Final[Mapping[str, Quantity]] = {
    "resource.upvotes": Quantity(words="issue.upvotes", key="upvotes"),
    "resource.downvotes": Quantity(words="issue.downvotes", key="downvotes"),
    "resource.user_notes_count": Quantity(words="issue.comments", key="comments"),
    "resource.weight": Quantity(words="(issue.weight or 0)", key="weight"),
    "resource.merge_requests_count": Quantity(words="issue.merge_requests", key="merge_requests"),
    "resource.time_stats.time_estimate": Quantity(
        words="issue.estimate", none=("estimate", "none"), some=("estimate", "any")
    ),
    "resource.time_stats.total_time_spent": Quantity(
        words="issue.spent", none=("spent", "none"), some=("spent", "any")
    ),
    "resource.task_completion_status.count": Quantity(words="issue.tasks", none=("tasks", "none")),
    "resource.task_completion_status.completed_count": Quantity(words="issue.tasks_done"),
    "resource.assignees.size": Quantity(
        words="issue.assignees | length", none=("assignee", "none"), some=("assignee", "any")
    ),
    "labels.size": Quantity(words="labels | length", none=("without_labels", "*"), some=("labels", "*")),
}
_NAMES: Final = "|".join(re.escape(name) for name in QUANTITIES)
NUMBER: Final = re.compile(rf"(?P<what>{_NAMES}) ?(?P<sign>==|!=|>=|<=|>|<) ?(?P<count>\d{{1,9}})")
ASKED: Final = re.compile(rf"(?P<what>{_NAMES})\.(?P<word>zero\?|positive\?|nonzero\?)")
TASKS: Final = re.compile(
    r"resource\.task_completion_status\.(?P<left>count|completed_count) ?(?P<sign>==|!=|>=|<=|>|<) ?"
    r"resource\.task_completion_status\.(?P<right>count|completed_count)"
)
_ASKED: Final = {"zero?": ("==", 0), "positive?": (">", 0), "nonzero?": ("!=", 0)}
#: comparisons that say whether there is any at all
_NONE: Final = {("==", 0), ("<", 1), ("<=", 0)}
_SOME: Final = {("!=", 0), (">", 0), (">=", 1)}


def number(match: re.Match[str]) -> Meaning:
    """``resource['upvotes'] > 5``."""
    return _compared(QUANTITIES[match["what"]], match["sign"], int(match["count"]))


def asked(match: re.Match[str]) -> Meaning:
    """``resource['upvotes'].zero?``."""
    return _compared(QUANTITIES[match["what"]], *_ASKED[match["word"]])


def _compared(quantity: Quantity, sign: str, count: int) -> Meaning:
    when = f"{quantity.words} {sign} {count}"
    if (sign, count) in _NONE:
        return Meaning(when=when, pick=quantity.none or _amount(quantity, "<", 1), unless=_some(quantity))
    if (sign, count) in _SOME:
        return Meaning(when=when, pick=_some(quantity), unless=quantity.none or _amount(quantity, "<", 1))
    return Meaning(when=when, pick=_amount(quantity, sign, count))


def _some(quantity: Quantity) -> Pick | None:
    return quantity.some or _amount(quantity, ">", 0)


def _amount(quantity: Quantity, sign: str, count: int) -> Pick | None:
    ranges: dict[str, Any] = {
        ">": {"greater_than": count},
        ">=": {"greater_than": count - 1},
        "<": {"less_than": count},
        "<=": {"less_than": count + 1},
    }
    if quantity.key == "weight" and sign == "==":
        return "weight", count
    return (quantity.key, ranges[sign]) if quantity.key and sign in ranges else None


def tasks(match: re.Match[str]) -> Meaning:
    """``count > completed_count``: some task is open."""
    names = {"count": "issue.tasks", "completed_count": "issue.tasks_done"}
    when = f"{names[match['left']]} {match['sign']} {names[match['right']]}"
    is_open = (match["left"], match["sign"]) in {("count", ">"), ("completed_count", "<")} or match["sign"] == "!="
    return Meaning(when=when, pick=("tasks", "open") if is_open else None)
