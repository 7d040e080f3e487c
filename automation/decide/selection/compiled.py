"""A selection made ready: conditions in the order of their cost, and the parameters for a listing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from automation.config.selection import Members, Selection
from automation.decide.calendar import WorkCalendar
from automation.decide.lookups import Place
from automation.decide.selection.amounts import amount_conditions
from automation.decide.selection.asked import asked_conditions
from automation.decide.selection.filters import filters_of
from automation.decide.selection.labels import label_conditions
from automation.decide.selection.look import AskCondition, Look, Row, RowCondition
from automation.decide.selection.standing import standing_conditions
from automation.decide.selection.texts import text_conditions
from automation.decide.selection.times import time_conditions
from automation.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledSelection:
    """Which issues; everything that is given has to hold."""

    spec: Selection
    #: in whose zone days are counted
    calendar: WorkCalendar
    rows: tuple[RowCondition, ...] = field(repr=False)
    asked: tuple[AskCondition, ...] = field(repr=False)

    @classmethod
    def of(cls, spec: Selection, calendar: WorkCalendar, place_of: Callable[[Members], Place]) -> CompiledSelection:
        """The selection `spec`, whose days are those of `calendar`.

        Args:
            spec: the selection as written.
            calendar: in whose zone days are counted.
            place_of: the path of a project or group.

        Raises:
            WordFault: a word of `spec` is not understood.
        """
        rows = (
            *standing_conditions(spec),
            *label_conditions(spec),
            *amount_conditions(spec),
            *time_conditions(spec),
            *text_conditions(spec),
        )
        return cls(spec=spec, calendar=calendar, rows=rows, asked=tuple(asked_conditions(spec, place_of)))

    def row_misses(self, issue: Snapshot, now: datetime) -> str | None:
        """Why the row of a listing shows already that `issue` is not selected at `now` (UTC); None where it may be.

        Raises:
            ConditionError: a regular expression takes too long.
        """
        return self._row_misses(Row(issue, now, self.calendar))

    def misses(self, look: Look) -> str | None:
        """Why the issue is not selected: the first condition that fails and what was seen; None where it is.

        Raises:
            ConditionError: as `row_misses`; and whatever the look-ups raise.
        """
        words = self._row_misses(look.row)
        if words is not None:
            return words
        return next((_words(one.name, seen) for one in self.asked if (seen := one.misses(look)) is not None), None)

    def server_filters(self, now: datetime) -> dict[str, str]:
        """Parameters of GitLab's issue lists that narrow them without keeping back a selected issue."""
        return filters_of(self.spec, self.calendar, now)

    def _row_misses(self, row: Row) -> str | None:
        # a sweep comes by here for each issue and policy
        for one in self.rows:
            seen = one.misses(row)
            if seen is not None:
                return _words(one.name, seen)
        return None


def _words(name: str, seen: str) -> str:
    return f"{name}: {seen}"
