"""The nearest spelling of a name, and the words that propose it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

#: how many names a remedy lists before it only counts the rest
LISTED = 30


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one of `names` that `name` was most likely meant to be, None where none is close; case does not count."""
    folded = {known.casefold(): known for known in names}
    close = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def proposal(name: str, names: Iterable[str], intro: str = "Known") -> str:
    """A remedy for the wrong `name`: the nearest of `names` as a question, then all of them after `intro`."""
    known = list(names)
    if not known:
        return f"{intro}: none."
    close = nearest(name, known)
    question = f"Did you mean {close!r}? " if close else ""
    return f"{question}{intro}: {listed(known)}."


def listed(names: Iterable[str]) -> str:
    """`names` with commas; of many names only the first, and how many more there are."""
    known = list(names)
    more = len(known) - LISTED
    shown = ", ".join(known[:LISTED])
    return f"{shown} and {more} more" if more > 0 else shown
