"""Which listings of a project a sweep reads: one for all of its policies, or several, whichever has fewer pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import groupby
from typing import Final

#: parameters of GitLab's issue lists (api/issues.md)
Filters = Mapping[str, str]

#: issues of a page
PAGE: Final = 100
#: above so many issues GitLab tells no total (api/rest/_index.md)
_COUNTED: Final = 10_000
_LISTS: Final = frozenset({"labels", "not[labels]"})
#: words that stand in place of a list of labels
_WORDS: Final = frozenset({"None", "Any"})


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing of the issues of a project."""

    #: parameters, in alphabetical order
    filters: tuple[tuple[str, str], ...]
    #: names of the policies that look at its rows
    policies: tuple[str, ...]


#: how many issues each listing has, as GitLab's X-Total says; None where there are too many to tell
Counts = Callable[[Sequence[Listing]], Sequence[int | None]]


def listings(wanted: Mapping[str, Filters], counts: Counts) -> tuple[Listing, ...]:
    """The listings of one project that cost the fewest pages.

    Together they hold every row that the filters of a policy hold; a policy looks at the rows of one listing only, so
    that it sees no issue twice.

    Args:
        wanted: the filters of each policy, by its name.
        counts: asked for as few listings as possible, and for several at once where it can be.
    """
    by_state = sorted(_distinct(wanted), key=lambda listing: dict(listing.filters).get("state", ""))
    groups = groupby(by_state, key=lambda listing: dict(listing.filters).get("state", ""))
    return tuple(chosen for _, group in groups for chosen in _cheapest(tuple(group), counts))


def _distinct(wanted: Mapping[str, Filters]) -> list[Listing]:
    """One listing for each set of filters."""
    policies: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, filters in wanted.items():
        policies.setdefault(tuple(sorted(filters.items())), []).append(name)
    return [Listing(filters, tuple(names)) for filters, names in policies.items()]


def _cheapest(apart: Sequence[Listing], counts: Counts) -> Sequence[Listing]:
    if len(apart) == 1:
        return apart
    names = tuple(name for listing in apart for name in listing.policies)
    filters = reduce(common, (dict(listing.filters) for listing in apart))
    together = Listing(tuple(sorted(filters.items())), names)
    if any(listing.filters == together.filters for listing in apart):
        return (together,)
    pages = _pages(counts((together,)))
    # each listing has a page at least
    if pages <= len(apart):
        return (together,)
    return (together,) if pages <= _pages(counts(apart)) else apart


def _pages(issues: Iterable[int | None]) -> int:
    return sum(-(-(_COUNTED + 1 if number is None else max(number, 1)) // PAGE) for number in issues)


def common(one: Filters, other: Filters) -> dict[str, str]:
    """The narrowest filters that let through what `one` lets through and what `other` does."""
    shared = {name: _wider(name, one[name], other[name]) for name in one if name in other}
    return {name: value for name, value in shared.items() if value is not None}


def _wider(name: str, one: str, other: str) -> str | None:
    """The narrowest value of the parameter `name` that holds both; None where none does."""
    if one == other:
        return one
    if name in _LISTS:
        shared = ",".join(sorted(set(one.split(",")) & set(other.split(",")) - _WORDS))
        return shared or ("Any" if name == "labels" and "None" not in (one, other) else None)
    if name.endswith("_before"):
        return max(one, other, key=datetime.fromisoformat)
    return min(one, other, key=datetime.fromisoformat) if name.endswith("_after") else None
