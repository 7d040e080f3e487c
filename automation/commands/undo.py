"""``usher undo``: what a run, or a whole sweep, did is taken back where nobody has touched it since."""

from __future__ import annotations

import getpass
import logging
from pathlib import Path

import click

from automation.commands.common import FOUND, Stop, compiled, config_option, database_option, format_option
from automation.commands.common import read_rules as read
from automation.commands.logs import set_up_logs
from automation.commands.undo_report import Report, watched
from automation.model.work import Run, RunState
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from automation.runtime.takeback import TakeBack


@click.command(name="undo", epilog="Example: usher undo 01KFB7G5M0Q3ZJ4W8T2YVN6XCR --apply")
@click.argument("run", required=False)
@config_option
@database_option
@click.option("--sweep", metavar="ID", help="All runs of this sweep in place of one.")
@click.option("--apply", "applies", is_flag=True, help="Do it; without this nothing is written.")
@click.option("--by", default=getpass.getuser, show_default="this account", help="Who asks; stands in the notes.")
@click.option("--workers", default=4, show_default=True, type=click.IntRange(1, 64), help="Issues at once.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    run: str | None,
    config_path: Path,
    database: str,
    sweep: str | None,
    applies: bool,
    by: str,
    workers: int,
    output: str,
) -> None:
    """Show what of RUN can be taken back, part by part, and what not and why; with --apply take it back.

    Each part is compared with GitLab first: what people have changed since stays as they have it. What was taken back
    counts as taken back by a person, so that the same rule does not set it again. Usher's page of an issue names its
    runs. An undo is a run itself, and can be undone. Ends with 1 where something stays or waits.
    """
    if (run is None) == (sweep is None):
        message = "name either a run or, with --sweep, a sweep"
        raise Stop(message)
    read(config_path)
    set_up_logs("text", logging.ERROR)
    service = Service(Settings(config=config_path, load=compiled, database=database, workers=workers))
    try:
        report = _report(
            service,
            run,
            sweep,
            TakeBack(store=service.store, worker=service.worker, by=by, applies=applies, threads=workers),
        )
    except KeyboardInterrupt as ending:
        message = "broken off; the running service, or the same command, goes on with it"
        raise Stop(message, 130) from ending
    finally:
        service.stop()
    report.show(output)
    ctx.exit(0 if report.is_whole else FOUND)


def _report(service: Service, run: str | None, sweep: str | None, take_back: TakeBack) -> Report:
    service.take_over()
    report = Report(applies=take_back.applies)
    if sweep is None:
        report.add(take_back.run(_known(service, run or "")))
        return report
    handed = service.store.handed(sweep)
    if not handed.total:
        message = f"no sweep {sweep!r} has changed anything; usher sweep --apply names its sweep"
        raise Stop(message)
    for page in watched(take_back.sweep(sweep), handed.total):
        report.add(page)
    return report


def _known(service: Service, run_id: str) -> Run:
    run = service.store.run(run_id)
    if run is None:
        message = f"there is no run {run_id!r}; the page of an issue names its runs"
        raise Stop(message)
    if run.state is not RunState.DONE:
        message = f"the run {run_id} is {run.state}; it can be taken back once it is done"
        raise Stop(message)
    return run
