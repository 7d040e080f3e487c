"""When a step of a clock is taken, as the YAML writes it: ``45 minutes``, ``2 working days``, ``1 day before due``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from automation.config.words.fault import WordFault

#: ten years; more is a slip of the pen
_LONGEST: Final = timedelta(days=3660)
_STEP: Final = re.compile(
    r"(?P<count>\d{1,7}) (?P<working>working |business )?(?P<unit>minute|hour|day|week)s?"
    r"(?: (?P<where>after(?: the)? start|before due|after due))?"
)
#: units in which a due date, which has no time of day, is counted from
_OF_DATES: Final = frozenset({"day", "week"})


class Base(StrEnum):
    """What a step is counted from."""

    START = "start"
    BEFORE_DUE = "before due"
    AFTER_DUE = "after due"


@dataclass(frozen=True, slots=True)
class StepTime:
    """When a step is taken, before start and due date are known."""

    base: Base
    count: int
    #: ``minute``, ``hour``, ``day`` or ``week``
    unit: str
    #: whether only working time counts
    working: bool = False

    @property
    def days(self) -> int:
        """The number of days, where days or weeks are counted."""
        return self.count * (7 if self.unit == "week" else 1)

    @property
    def length(self) -> timedelta:
        """The time that is counted; of working days the number of days, which a calendar turns into hours."""
        return timedelta(**{f"{self.unit}s": self.count})


class StepFault(WordFault):
    """The words are no time of a step; says which are."""


def parse_step(words: str) -> StepTime:
    """When `words` say that a step is taken; upper and lower case do not matter.

    Raises:
        StepFault: with the forms that are understood.
    """
    plain = " ".join(words.split()).casefold()
    if plain == "due":
        return StepTime(Base.AFTER_DUE, 0, "day")
    match = _STEP.fullmatch(plain)
    if match is None:
        remedy = "write 45 minutes, 4 working hours, 2 working days, 1 working day before due, due or 2 days after due"
        raise StepFault(words, "no time of a step", remedy)
    base = Base.START if (match["where"] or "after start").endswith("start") else Base(match["where"])
    return _checked(words, StepTime(base, int(match["count"]), match["unit"], bool(match["working"])))


def _checked(words: str, found: StepTime) -> StepTime:
    """`found`, if it is possible.

    Raises:
        StepFault: it is not.
    """
    if found.base is not Base.START and found.unit not in _OF_DATES:
        raise StepFault(words, "no number of days", "a due date has no time of day, so write 1 day before due")
    if found.working and found.unit == "week":
        raise StepFault(words, "no working time", "write it in working days or working hours")
    if found.length > _LONGEST:
        raise StepFault(words, "more than ten years", f"write at most {_LONGEST.days} days")
    return found
