"""Which listings of a project a sweep reads: one for all of its policies, or several, whichever has fewer pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
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


#: how many issues a listing has, as GitLab's X-Total says; None where there are too many to tell
Count = Callable[[Listing], int | None]


def listings(wanted: Mapping[str, Filters], count: Count) -> tuple[Listing, ...]:
    """The listings of one project that cost the fewest pages.

    Together they hold every row that the filters of a policy hold; a policy looks at the rows of one listing only, so
    that it sees no issue twice.

    Args:
        wanted: the filters of each policy, by its name.
        count: asked as rarely as possible.
    """
    by_state = sorted(_distinct(wanted), key=lambda listing: dict(listing.filters).get("state", ""))
    groups = groupby(by_state, key=lambda listing: dict(listing.filters).get("state", ""))
    return tuple(chosen for _, group in groups for chosen in _cheapest(tuple(group), count))


def _distinct(wanted: Mapping[str, Filters]) -> list[Listing]:
    """One listing for each set of filters."""
    policies: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for name, filters in wanted.items():
        policies.setdefault(tuple(sorted(filters.items())), []).append(name)
    return [Listing(filters, tuple(names)) for filters, names in policies.items()]


def _cheapest(apart: Sequence[Listing], count: Count) -> Sequence[Listing]:
    if len(apart) == 1:
        return apart
    names = tuple(name for listing in apart for name in listing.policies)
    filters = reduce(common, (dict(listing.filters) for listing in apart))
    together = Listing(tuple(sorted(filters.items())), names)
    pages = _pages(count(together))
    # each listing has a page at least
    if pages <= len(apart):
        return (together,)
    return (together,) if pages <= sum(_pages(count(listing)) for listing in apart) else apart


def _pages(issues: int | None) -> int:
    return -(-(_COUNTED + 1 if issues is None else max(issues, 1)) // PAGE)


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
