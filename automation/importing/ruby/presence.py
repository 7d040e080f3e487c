"""Idioms that ask whether there is one: assignees, due date, milestone, description, labels, merge requests."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from automation.importing.ruby.meaning import Meaning

#: by the normal spelling in Ruby: what there is
THINGS: Final[Mapping[str, Meaning]] = {
    "resource.assignees": Meaning(when="issue.assignees", pick=("assignee", "any"), unless=("assignee", "none")),
    "resource.due_date": Meaning(when="issue.due_date", pick=("due", "any"), unless=("due", "none")),
    "milestone.title": Meaning(when="issue.milestone", pick=("milestone", "any"), unless=("milestone", "none")),
    "milestone": Meaning(when="issue.milestone", pick=("milestone", "any"), unless=("milestone", "none")),
    "resource.description": Meaning(
        when="issue.description | trim", pick=("description", r"\S"), unless=("description", "none")
    ),
    "labels": Meaning(when="labels", pick=("labels", "*"), unless=("without_labels", "*")),
    "resource.weight": Meaning(when="issue.weight is not none", pick=("weight", "any"), unless=("weight", "none")),
    "resource.related_merge_requests": Meaning(
        when="issue.merge_requests > 0",
        pick=("merge_requests", {"greater_than": 0}),
        unless=("merge_requests", {"less_than": 1}),
    ),
    "resource.confidential": Meaning(
        when="issue.confidential", pick=("confidential", True), unless=("confidential", False)
    ),
}
#: an empty list is true in Ruby, so that these are not asked by their name alone
_LISTS: Final = ("labels", "resource.related_merge_requests")
_NAMES: Final = "|".join(re.escape(name) for name in sorted(THINGS, key=len, reverse=True))
ASKED: Final = re.compile(rf"(?P<what>{_NAMES})\.(?P<word>empty\?|nil\?|blank\?|none\?|any\?|present\?)")
BARE: Final = re.compile(rf"(?P<what>{'|'.join(re.escape(name) for name in THINGS if name not in _LISTS)})")
EMPTY: Final = re.compile(rf"(?P<what>{_NAMES}) ?(?P<sign>==|!=) ?(?:nil|''|\[\])")
_NO: Final = frozenset({"empty?", "nil?", "blank?", "none?"})


def asked(match: re.Match[str]) -> Meaning:
    """``resource['assignees'].empty?``."""
    found = THINGS[match["what"]]
    return found.opposite if match["word"] in _NO else found


def bare(match: re.Match[str]) -> Meaning:
    """``resource['due_date']``."""
    return THINGS[match["what"]]


def empty(match: re.Match[str]) -> Meaning:
    """``resource['description'] == ''``."""
    found = THINGS[match["what"]]
    return found.opposite if match["sign"] == "==" else found
