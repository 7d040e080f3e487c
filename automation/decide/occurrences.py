"""When schedules fire: days of a rule at local times, over every change of the clock (design.md §5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from automation.config.schedule import Schedule, SkipOlder
from automation.config.words.calendar import to_zone
from automation.config.words.clock import to_date, to_days, to_period, to_time
from automation.config.words.recurrence import parse_rrule, slots_of, to_slot
from automation.decide.calendar import WorkCalendar
from automation.decide.rounds import MonthlyWorkingDay, Round, Rounds, RuleDays

_DAY = timedelta(days=1)
#: the last day all of whose times are instants in every zone
_LAST_DAY = date(9999, 12, 29)
#: the slot of a schedule with one time for all days
ANY_DAY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time that a schedule comes round."""

    #: the date of its rule, by which it is known: a schedule has one occurrence a day at most
    day: date
    #: the entry of `at` that gave the time, e.g. ``1WE``; empty where one time stands for all days
    slot: str
    #: when it is (UTC)
    at: datetime
    #: when the schedule acts for it (UTC)
    fires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The days and times of a schedule, ready to count with."""

    rounds: Rounds
    #: knows the working days
    calendar: WorkCalendar
    zone: ZoneInfo
    #: local times by slot
    times: Mapping[str, time]
    #: calendar days between firing and occurrence
    days_before: int = 0
    #: local time of firing; None for that of the occurrence
    fires: time | None = None
    #: how old a firing may be that is made up for; None for any age
    oldest: timedelta | None = None
    #: of several firings that are late only the last is made up for
    only_last: bool = False

    @classmethod
    def of(cls, spec: Schedule, calendar: WorkCalendar) -> Timetable:
        """The timetable that `spec` describes, `calendar` being the one that it names.

        Raises:
            WordFault: a value is not understood.
        """
        times = {ANY_DAY: spec.at} if isinstance(spec.at, str) else {to_slot(key): at for key, at in spec.at.items()}
        skip = spec.missed.skip_older_than if isinstance(spec.missed, SkipOlder) else None
        return cls(
            rounds=_rounds(spec, calendar),
            calendar=calendar,
            zone=to_zone(spec.timezone) if spec.timezone else calendar.zone,
            times={slot: to_time(word) for slot, word in times.items()},
            days_before=to_days(spec.fire.before),
            fires=None if spec.fire.at is None else to_time(spec.fire.at),
            oldest=None if skip is None else to_period(skip),
            only_last=spec.missed == "last",
        )


def following(timetable: Timetable, after: datetime) -> Iterator[Occurrence]:
    """The occurrences that fire after the instant `after`, in the order of firing, up to the end of the calendar."""
    # A day to spare: dates of other zones, and times that a change of the clock moves.
    first = after.astimezone(timetable.zone).date() + (timetable.days_before - 1) * _DAY
    for one in takewhile(lambda one: one.day <= _LAST_DAY, timetable.rounds.starting(first)):
        found = _occurrence(timetable, one)
        if found.fires_at > after:
            yield found


def occurrences(timetable: Timetable, after: datetime, until: datetime) -> tuple[Occurrence, ...]:
    """The occurrences that fire after `after` and not later than `until`, both aware, in the order of firing."""
    return tuple(takewhile(lambda found: found.fires_at <= until, following(timetable, after)))


def owed(timetable: Timetable, last: datetime, now: datetime) -> tuple[Occurrence, ...]:
    """What is to be done at `now`, when everything up to `last` is done: the rest, as `missed:` has it."""
    found = occurrences(timetable, last, now)
    if timetable.only_last:
        return found[-1:]
    return tuple(one for one in found if timetable.oldest is None or now - one.fires_at <= timetable.oldest)


def _rounds(spec: Schedule, calendar: WorkCalendar) -> Rounds:
    starts = None if spec.starts is None else to_date(spec.starts)
    if spec.working_day is not None:
        return MonthlyWorkingDay(spec.working_day, calendar, starts)
    return RuleDays(parse_rrule(spec.rrule or "", starts), calendar, spec.on_day_off)


def _occurrence(timetable: Timetable, one: Round) -> Occurrence:
    slot = next(name for name in (*slots_of(one.known_by), ANY_DAY) if name in timetable.times)
    at = timetable.times[slot]
    fires_on = one.day - timetable.days_before * _DAY
    return Occurrence(
        day=one.known_by,
        slot=slot,
        at=_instant(one.day, at, timetable.zone),
        fires_at=_instant(fires_on, timetable.fires or at, timetable.zone),
    )


def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the clock on the wall shows `at`.

    A time that comes twice is meant the first time; one that the clock jumps over moves forward by the jump. Both
    follow from reading it with the offset from before the change (PEP 495, fold=0).
    """
    return datetime.combine(day, at, zone).astimezone(UTC)
