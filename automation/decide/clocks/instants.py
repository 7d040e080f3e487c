"""The instants at which the steps of a clock come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from automation.config.words.step import Base, StepTime
from automation.decide.calendar import LAST_INSTANT, WorkCalendar
from automation.decide.clocks.compiled import CompiledClock, CompiledStep
from automation.model.snapshot import ClockState

#: days that have a midnight in every zone
_FIRST_DAY: Final = date(1, 1, 3)
_LAST_DAY: Final = date(9999, 12, 29)
_FIRST_INSTANT: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Coming:
    """A step with its instant; in the order in which steps are taken."""

    #: (UTC)
    at: datetime
    #: place of the step in the ladder
    index: int


def coming(clock: CompiledClock, state: ClockState, due: date | None) -> Iterator[tuple[Coming, CompiledStep]]:
    """The steps that are still to be taken if the clock runs on, in order; none while it stands still.

    A step that lies beyond the calendar never comes.

    Args:
        clock: the clock.
        state: how far it is.
        due: the due date of the issue.
    """
    if state.running_since is None or state.ended:
        return
    dated = [
        (Coming(at, step.index), step)
        for step in clock.steps
        if step.name not in state.done
        if (at := _instant(step.time, state, state.running_since, due, clock.calendar)) is not None
    ]
    yield from sorted((pair for pair in dated if pair[0].at < LAST_INSTANT), key=lambda pair: pair[0])


def _instant(
    wanted: StepTime, state: ClockState, since: datetime, due: date | None, calendar: WorkCalendar
) -> datetime | None:
    """When the step comes to a clock that runs since `since`; None where it hangs on a due date that is not there."""
    match wanted.base:
        case Base.START if wanted.working:
            return _after_work(_working_length(wanted, calendar), state, since, calendar)
        case Base.START:
            return _later(since, wanted.length - state.spent)
    return None if due is None else max(since, _by_date(wanted, due, calendar))


def _working_length(wanted: StepTime, calendar: WorkCalendar) -> timedelta:
    """The working time that `wanted` counts; a working day is as long as the hours of the calendar say."""
    return calendar.day_length * wanted.count if wanted.unit == "day" else wanted.length


def _after_work(length: timedelta, state: ClockState, since: datetime, calendar: WorkCalendar) -> datetime:
    left = length - state.worked
    return since if state.worked and left <= timedelta() else calendar.add_working_time(since, left)


def _later(since: datetime, left: timedelta) -> datetime:
    """`left` after `since`, never before it, and never after the last instant that there is."""
    if left <= timedelta():
        return since
    return LAST_INSTANT if since > LAST_INSTANT - left else since + left


def _by_date(wanted: StepTime, due: date, calendar: WorkCalendar) -> datetime:
    """Days before the due date count from its morning, days after it from its end."""
    days = -wanted.days if wanted.base is Base.BEFORE_DUE else wanted.days
    day = calendar.add_working_days(due, days) if wanted.working else moved(due, days)
    return midnight(day if wanted.base is Base.BEFORE_DUE else moved(day, 1), calendar)


def moved(day: date, days: int) -> date:
    """The date that many `days` after `day`; what lies beyond the calendar is its first or last day."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), date.max.toordinal()))


def midnight(day: date, calendar: WorkCalendar) -> datetime:
    """The instant (UTC) at which `day` begins in the zone of `calendar`; at its ends, the ends of time."""
    if not _FIRST_DAY <= day <= _LAST_DAY:
        return LAST_INSTANT if day > _LAST_DAY else _FIRST_INSTANT
    return datetime.combine(day, time(), tzinfo=calendar.zone).astimezone(UTC)
