"""Working time and due dates in config.yml."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.model import Config
from automation.config.words.calendar import to_holiday, to_month, to_weekdays, to_window, to_zone
from automation.config.words.due import parse_due


def check_calendar(config: Config) -> Iterator[Problem]:
    """Values of `calendar` and `needs_info_due` that are not understood."""
    calendar = config.calendar
    yield from check_word(to_zone, calendar.timezone, ("calendar", "timezone"))
    yield from check_word(to_window, calendar.working_hours, ("calendar", "working_hours"))
    yield from check_word(to_month, calendar.fiscal_year_starts, ("calendar", "fiscal_year_starts"))
    for index, days in enumerate(calendar.working_days or [""]):
        yield from check_word(lambda word: to_weekdays([word]), days, ("calendar", "working_days", index))
    for index, word in enumerate(calendar.holidays):
        yield from check_word(to_holiday, word, ("calendar", "holidays", index))
    yield from check_word(parse_due, config.needs_info_due, ("needs_info_due",))
