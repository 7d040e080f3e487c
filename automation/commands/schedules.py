"""``usher schedules``: when each schedule comes round next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

import click

from automation.commands.common import Stop, config_option, format_option, read_rules, show_json
from automation.config.words.clock import ClockFault, to_date
from automation.decide.compiled import Compiled, CompiledSchedule
from automation.decide.occurrences import Occurrence, following, occurrences
from automation.decide.rounds import RuleDays

#: occurrences of each schedule that are shown where no date ends the list
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Upcoming:
    """One schedule with what comes next."""

    schedule: CompiledSchedule
    occurrences: tuple[Occurrence, ...]


@click.command(name="schedules", epilog="Example: usher schedules --until 2027-06-30")
@config_option
@click.option("--until", metavar="DATE", help="Show everything that fires up to the end of this day (UTC).")
@format_option
def command(config_path: Path, until: str | None, output: str) -> None:
    """List the next ten occurrences of each schedule: when it fires, and for which local time."""
    rules, last = read_rules(config_path), _day(until)
    found = list(upcoming(rules, datetime.now(UTC), last))
    if output == "json":
        show_json([as_json(one) for one in found])
        return
    for one in found:
        for line in lines(one):
            click.echo(line)
    if not found:
        click.echo("no schedules")


def upcoming(rules: Compiled, now: datetime, until: date | None) -> Iterator[Upcoming]:
    """What each schedule of `rules` does after `now` (UTC): up to the end of `until`, else the next ten times."""
    for schedule in rules.schedules.values():
        if until is None:
            found = tuple(islice(following(schedule.timetable, now), _SHOWN))
        else:
            found = occurrences(schedule.timetable, now, datetime.combine(until, time.max, UTC))
        yield Upcoming(schedule, found)


def as_json(found: Upcoming) -> dict[str, Any]:
    """One schedule as JSON data; instants in UTC, and the local time in its zone."""
    zone = found.schedule.timetable.zone
    return {
        "name": found.schedule.name,
        "program": found.schedule.program,
        "enabled": found.schedule.enabled,
        "timezone": zone.key,
        "occurrences": [
            {
                "fires_at": one.fires_at.isoformat(),
                "at": one.at.isoformat(),
                "local": one.at.astimezone(zone).isoformat(),
                "slot": one.slot,
                "known_by": one.day.isoformat(),
            }
            for one in found.occurrences
        ],
    }


def lines(found: Upcoming) -> Iterator[str]:
    """One schedule as lines for people."""
    schedule, zone = found.schedule, found.schedule.timetable.zone
    yield f"{schedule.name} ({zone.key}){'' if schedule.enabled else ', switched off'}"
    for one in found.occurrences:
        slot = f"  {one.slot}" if one.slot else ""
        local = one.at.astimezone(zone)
        moved = f", moved from {one.day:%a %Y-%m-%d}" if _is_moved(schedule, one, local.date()) else ""
        yield f"  fires {one.fires_at:%Y-%m-%d %H:%M} UTC for {local:%a %Y-%m-%d %H:%M}{slot}{moved}"
    if not found.occurrences:
        yield "  nothing comes"


def _is_moved(schedule: CompiledSchedule, one: Occurrence, day: date) -> bool:
    """Whether the day of its rule is a day off, so that it comes round on `day` instead."""
    return isinstance(schedule.timetable.rounds, RuleDays) and one.day != day


def _day(text: str | None) -> date | None:
    try:
        return None if text is None else to_date(text)
    except ClockFault as fault:
        message = f"--until {fault}"
        raise Stop(message) from fault
