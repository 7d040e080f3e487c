"""Due dates as the YAML writes them: ``5 working days``, ``90 days``, ``quarter end``, ``keep``, ``none``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from automation.config.words.fault import WordFault

#: ten years; a longer period is a slip of the pen
_LONGEST: Final = 3660
_COUNTED: Final = re.compile(r"(?P<count>\d{1,6}) (?P<working>working |business )?days?")


class DueKind(StrEnum):
    """How a due date is found."""

    #: working days after the day of the event (rules.md, working time)
    WORKING_DAYS = "working days"
    #: calendar days after the day of the event
    DAYS = "days"
    #: last day of the fiscal quarter
    QUARTER_END = "quarter end"
    #: the date stays as it is
    KEEP = "keep"
    #: no date
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Due:
    """A due date before the day is known."""

    kind: DueKind
    #: number of days, where days are counted
    count: int = 0


class DueFault(WordFault):
    """The words are no due date; says which are."""


def parse_due(words: str) -> Due:
    """The due date that `words` describe; upper and lower case do not matter.

    Raises:
        DueFault: with the forms that are understood.
    """
    plain = " ".join(words.split()).casefold()
    counted = _COUNTED.fullmatch(plain)
    if counted:
        return Due(DueKind.WORKING_DAYS if counted["working"] else DueKind.DAYS, _count(words, int(counted["count"])))
    if plain in {DueKind.QUARTER_END, DueKind.KEEP, DueKind.NONE}:
        return Due(DueKind(plain))
    raise DueFault(words, "no due date", "write 5 working days, 90 days, quarter end, keep or none")


def _count(words: str, count: int) -> int:
    if count > _LONGEST:
        raise DueFault(words, "more than ten years", f"write at most {_LONGEST} days")
    return count
