"""The time that a clock has counted: exact, whenever and however often somebody looks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from automation.decide.calendar import WorkCalendar
from automation.model.snapshot import ClockState


@dataclass(frozen=True, slots=True)
class Counted:
    """Time in which a clock ran."""

    #: all of it
    spent: timedelta
    #: the working time in it
    worked: timedelta


def counted(state: ClockState, at: datetime, calendar: WorkCalendar) -> Counted:
    """What the clock has counted by `at` (UTC)."""
    since = state.running_since
    if since is None or at <= since:
        return Counted(state.spent, state.worked)
    return Counted(state.spent + (at - since), state.worked + calendar.working_time(since, at))


def halted(state: ClockState, at: datetime, calendar: WorkCalendar) -> ClockState:
    """The clock as it stands still from `at` (UTC) on."""
    if state.running_since is None:
        return state
    so_far = counted(state, at, calendar)
    return replace(state, running_since=None, spent=so_far.spent, worked=so_far.worked)


def resumed(state: ClockState, at: datetime, stage: str) -> ClockState:
    """The clock as it goes on at `at` (UTC) in `stage`; one that is over, or runs already, is left as it is."""
    if state.ended or state.running_since is not None:
        return replace(state, stage=stage)
    return replace(state, stage=stage, running_since=max(at, state.started_at))
