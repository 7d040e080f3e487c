"""A report: figures for a period, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

#: what is said where there is no number
Value = int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A time that is counted: its begin belongs to it, its end does not."""

    #: 2027-01, FY27-Q4, 2027-W02, FY27, or 2027-01-11..2027-01-12
    label: str
    #: UTC
    start: datetime
    #: UTC; the first instant that lies behind it
    end: datetime
    #: week, month, quarter or year; empty for any other
    kind: str = ""

    def __str__(self) -> str:
        return self.label

    def holds(self, at: datetime | None) -> bool:
        """Whether the instant `at` lies in it."""
        return at is not None and self.start <= at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A figure for a part of what was counted."""

    name: str
    value: Value
    #: how many items are in it
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one KPI comes to in one period."""

    #: its name in the YAML
    key: str
    #: of the catalogue, such as K-10; empty for none
    id: str = ""
    title: str
    #: number, percent, minutes, days, points or USD
    unit: str = "number"
    value: Value
    #: the same for the period before
    before: Value = None
    goal: Value = None
    #: a goal is reached from below
    lower_is_better: bool = False
    groups: tuple[Group, ...] = ()
    #: what `groups` count, where it is not the unit of the figure
    group_unit: str = "number"
    #: bars or funnel; empty for none
    plot: str = ""
    #: the field in which a person enters the number; empty where it is counted
    asked: str = ""
    #: what it suggests; empty for nothing
    remark: str = ""
    #: why there is no number, where the formula does not work on what was found
    fault: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None where there is no goal or no number."""
        if self.goal is None or self.value is None:
            return None
        return self.value <= self.goal if self.lower_is_better else self.value >= self.goal


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of one period, in the order in which they are shown."""

    title: str
    period: Period
    #: label of the period that `Figure.before` is of
    compared_with: str = ""
    figures: tuple[Figure, ...] = ()
