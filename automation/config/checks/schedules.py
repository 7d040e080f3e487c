"""Schedules: their rules, times, zones and dates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import takewhile
from typing import Final

from automation.config.checks.names import Names
from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.schedule import Schedule, SkipOlder
from automation.config.words.calendar import to_zone
from automation.config.words.clock import to_date, to_days, to_period, to_time
from automation.config.words.fault import WordFault
from automation.config.words.recurrence import Recurrence, parse_rrule, slots_of, to_slot

#: where a rule without a beginning is tried, and how long: every weekday of a month comes in that time
_TRIED_FROM: Final = date(2027, 1, 1)
_TRIED_FOR: Final = timedelta(days=5 * 366)
#: of the longest month
_MOST_DAYS: Final = 31


def check_schedules(schedules: Iterable[Schedule], names: Names, trail: Trail) -> Iterator[Problem]:
    """Words that are not understood, rules that no day fits, days without a time, and calendars that are not there."""
    for index, schedule in enumerate(schedules):
        place = (*trail, index)
        yield from _check_name(schedule.name, (*place, "name"))
        yield from _check_words(schedule, place)
        yield from _check_days(schedule, place)
        if schedule.calendar is not None:
            yield from names.calendars.check(schedule.calendar, (*place, "calendar"))


def _check_name(name: str, trail: Trail) -> Iterator[Problem]:
    if "#" in name or not name.strip():
        remedy = "Write words without #, which stands before the number of an issue."
        yield Problem(trail=trail, message="this is no name of a schedule", remedy=remedy, code="invalid")


def _check_words(schedule: Schedule, trail: Trail) -> Iterator[Problem]:
    if schedule.timezone is not None:
        yield from check_word(to_zone, schedule.timezone, (*trail, "timezone"))
    if schedule.starts is not None:
        yield from check_word(to_date, schedule.starts, (*trail, "starts"))
    yield from check_word(to_days, schedule.fire.before, (*trail, "fire", "before"))
    if schedule.fire.at is not None:
        yield from check_word(to_time, schedule.fire.at, (*trail, "fire", "at"))
    if isinstance(schedule.missed, SkipOlder):
        yield from check_word(to_period, schedule.missed.skip_older_than, (*trail, "missed", "skip_older_than"))
    yield from _check_times(schedule.at, (*trail, "at"))


def _check_times(at: str | Mapping[str, str], trail: Trail) -> Iterator[Problem]:
    if isinstance(at, str):
        yield from check_word(to_time, at, trail)
        return
    for slot, word in at.items():
        yield from check_word(to_slot, slot, (*trail, slot), at_key=True)
        yield from check_word(to_time, word, (*trail, slot))


def _check_days(schedule: Schedule, trail: Trail) -> Iterator[Problem]:
    if (schedule.rrule is None) == (schedule.working_day is None):
        place = trail if schedule.rrule is None else (*trail, "working_day")
        message = "give exactly one of rrule and working_day"
        remedy = "Write for instance rrule: FREQ=WEEKLY;BYDAY=MO, or working_day: 1."
        yield Problem(trail=place, message=message, remedy=remedy, code="invalid")
    elif schedule.rrule is not None:
        yield from _check_rule(schedule, schedule.rrule, trail)
    elif schedule.working_day is not None:
        yield from _check_working_day(schedule, schedule.working_day, trail)


def _check_working_day(schedule: Schedule, nth: int, trail: Trail) -> Iterator[Problem]:
    """A number that no month has, and keys that go with a rule only."""
    if not 1 <= abs(nth) <= _MOST_DAYS:
        remedy = "Write 1 for the first working day of each month, 2 for the second, -1 for the last."
        yield Problem(
            trail=(*trail, "working_day"), message="no month has such a working day", remedy=remedy, code="invalid"
        )
    if not isinstance(schedule.at, str):
        remedy = "Write one time, such as 09:00."
        message = "a working day of the month has one time"
        yield Problem(trail=(*trail, "at"), message=message, remedy=remedy, code="invalid")
    if schedule.on_day_off != "keep":
        message = "a working day of the month is never a day off"
        remedy = "Leave on_day_off out; it goes with rrule."
        yield Problem(trail=(*trail, "on_day_off"), message=message, remedy=remedy, code="invalid")


def _check_rule(schedule: Schedule, rrule: str, trail: Trail) -> Iterator[Problem]:
    try:
        starts = None if schedule.starts is None else to_date(schedule.starts)
    except WordFault:
        return
    yield from check_word(lambda word: parse_rrule(word, starts), rrule, (*trail, "rrule"))
    if not isinstance(schedule.at, str):
        yield from _check_covered(rrule, starts, schedule.at, (*trail, "at"))


def _check_covered(rrule: str, starts: date | None, times: Mapping[str, str], trail: Trail) -> Iterator[Problem]:
    """A problem if the rule gives a day for which there is no time."""
    try:
        rule, slots = parse_rrule(rrule, starts), {to_slot(slot) for slot in times}
    except WordFault:
        return
    bare = [slots_of(day)[0] for day in _tried(rule) if slots.isdisjoint(slots_of(day))]
    if bare:
        message = f"there is no time for {', '.join(sorted(set(bare)))}"
        remedy = "Give one for each weekday of the rule, or one time for all."
        yield Problem(trail=trail, message=message, remedy=remedy, code="missing-key")


def _tried(rule: Recurrence) -> Iterator[date]:
    first = rule.starts or _TRIED_FROM
    return takewhile(lambda day: day < first + _TRIED_FOR, rule.dates(first))
