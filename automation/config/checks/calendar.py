"""Working time and due dates in config.yml."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.model import Calendar, Config, OtherCalendar
from automation.config.positions import Trail
from automation.config.words.calendar import to_holiday, to_month, to_weekdays, to_window, to_zone
from automation.config.words.due import parse_due


def check_calendar(config: Config) -> Iterator[Problem]:
    """Values of `calendar`, `calendars` and `needs_info_due` that are not understood."""
    yield from _check(config.calendar, ("calendar",))
    for name, other in config.calendars.items():
        yield from _check(other, ("calendars", name))
    yield from check_word(parse_due, config.needs_info_due, ("needs_info_due",))


def _check(calendar: Calendar | OtherCalendar, trail: Trail) -> Iterator[Problem]:
    """What is not understood; what another calendar does not say is None."""
    words: dict[str, tuple[Callable[[str], object], str | None]] = {
        "timezone": (to_zone, calendar.timezone),
        "working_hours": (to_window, calendar.working_hours),
        "fiscal_year_starts": (to_month, calendar.fiscal_year_starts),
    }
    for key, (read, word) in words.items():
        if word is not None:
            yield from check_word(read, word, (*trail, key))
    for index, days in enumerate([""] if calendar.working_days == [] else calendar.working_days or []):
        yield from check_word(lambda word: to_weekdays([word]), days, (*trail, "working_days", index))
    for index, word in enumerate(calendar.holidays or []):
        yield from check_word(to_holiday, word, (*trail, "holidays", index))
