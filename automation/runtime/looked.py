"""What a look at a key came to, and the words for looks that went wrong."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath


class Became(StrEnum):
    """What became of a look."""

    #: there was nothing to do
    NOTHING = "nothing"
    #: a run was recorded
    DONE = "done"
    #: the deliveries needed no run
    SETTLED = "settled"
    #: the key waits for another try
    LATER = "later"
    #: the key waits for a person
    DEAD = "dead"
    #: somebody else has the key now, or the store is away; nothing more may be touched
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to."""

    became: Became
    #: the work key; None when there was nothing to do
    key: str | None = None
    run_id: str | None = None


def unexpected(fault: Exception) -> str:
    """Kind and place of `fault` in one line; its own words may quote what an issue says and are left out."""
    place = traceback.extract_tb(fault.__traceback__)[-1]
    return f"unexpected {type(fault).__name__} in {place.name} ({PurePath(place.filename).name}:{place.lineno})"


def trace(fault: Exception) -> list[str]:
    """The way to `fault`, outermost first, without words of its own."""
    return [f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(fault.__traceback__)]
