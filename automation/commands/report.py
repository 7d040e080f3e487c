"""``usher report``: the figures of a program for a period."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

import click

from automation.commands.common import Stop, config_option, database_option, read_rules
from automation.config.spelling import nearest
from automation.decide.calendar import WorkCalendar
from automation.decide.compiled import Compiled
from automation.decide.periods import PeriodFault, period_ended, period_named
from automation.model.report import Period, Report
from automation.reports.data import as_json
from automation.reports.markdown import as_markdown
from automation.reports.page import as_page
from automation.runtime.reporting import figures_for
from automation.runtime.store import Store

_FORMATS: Final[Mapping[str, Callable[[Report], str]]] = {
    "md": as_markdown,
    "json": lambda report: json.dumps(as_json(report), indent=2, ensure_ascii=False, default=str) + "\n",
    "html": as_page,
}


@click.command(name="report", epilog="Example: usher report community --period 2027-01 --format html > january.html")
@click.argument("program")
@config_option
@database_option
@click.option(
    "--period",
    metavar="PERIOD",
    help="2027-01, FY27-Q4, FY27, 2027-W02, or 2027-01-11..2027-01-18, whose last day does not belong to it; without "
    "this the last month that is over.",
)
@click.option(
    "--format",
    "output",
    type=click.Choice(list(_FORMATS)),
    default="md",
    show_default=True,
    help="Markdown, JSON, or a page with plots.",
)
def command(program: str, config_path: Path, database: str, period: str | None, output: str) -> None:
    """Show the KPIs of PROGRAM (the name of its file) for a period, from what Usher has recorded.

    Days begin and end in the zone of the calendar in config.yml; quarters and years are fiscal.
    """
    rules = read_rules(config_path)
    found = _report(rules, program, _period(period, rules.calendar, datetime.now(UTC)), database)
    click.echo(_FORMATS[output](found), nl=False)


def _report(rules: Compiled, program: str, period: Period, database: str) -> Report:
    known = {key: part for key, part in rules.config.programs.items() if part.kpis}
    if program not in known:
        near = nearest(program, list(known))
        hint = f"did you mean {near!r}?" if near else f"there are {', '.join(known) or 'none'}"
        message = f"no program with KPIs is called {program!r}; {hint}"
        raise Stop(message)
    store = Store.open_to_read(database)
    if store is None:
        message = f"there is no database at {database}; is this the one of the running service?"
        raise Stop(message, 1)
    with store:
        return figures_for(rules, known[program].program, known[program].kpis, period, store)


def _period(words: str | None, calendar: WorkCalendar, now: datetime) -> Period:
    today: date = calendar.today(now)
    if words is None:
        return period_ended("month", today, calendar)
    try:
        return period_named(words, calendar)
    except PeriodFault as fault:
        message = f"--period {fault}"
        raise Stop(message) from fault
