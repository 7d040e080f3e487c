"""The warnings that depend on the time; docs/reference/lint.md is generated from `TIMED_CHECKS` too."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from automation.decide.compiled import Compiled
from automation.decide.occurrences import following
from automation.lint.warnings import Finding, TimedCheck

#: a schedule that stays silent for longer is not meant
_AHEAD = timedelta(days=5 * 366)


def never_fires(rules: Compiled, now: datetime) -> Iterator[Finding]:
    """The schedule does not come round within the next five years, mostly because its rule has ended."""
    for name, program in rules.config.programs.items():
        for index, spec in enumerate(program.schedules):
            found = next(following(rules.schedules[spec.name].timetable, now), None)
            if spec.enabled and (found is None or found.fires_at > now + _AHEAD):
                message = f"{spec.name} does not come round in the next five years"
                days = "rrule" if spec.working_day is None else "working_day"
                yield Finding("never-fires", ("programs", name, "schedules", index, days), message)


#: as `automation.lint.checks.CHECKS`
TIMED_CHECKS: tuple[TimedCheck, ...] = (never_fires,)
