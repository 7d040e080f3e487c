"""What the brake holds, from the command line: listed, released, dropped."""

from __future__ import annotations

from datetime import datetime

import click

from automation.commands.common import Stop, show_json
from automation.commands.sweep_report import Report, as_json
from automation.runtime.store import NoDatabase, Store, SweepState


def decide_held(database: str, release: str | None, drop: str | None, output: str, now: datetime) -> None:
    """Release or drop a sweep where that is asked for, then list what is held.

    Raises:
        Stop: there is no database, or nothing is left of the sweep.
    """
    with _existing(database) as store:
        if release is not None and not store.release_sweep(release):
            _nothing(release, "holds nothing")
        if drop is not None and not store.drop_sweep(drop, now):
            _nothing(drop, "is over, or never was")
        held = [Report.of(store, sweep, dry=False) for sweep in store.sweeps(state=SweepState.HELD)]
    if output == "json":
        show_json({"released": release, "dropped": drop, "held": [as_json(report) for report in held]})
        return
    if release is not None:
        click.echo(f"{release} is released; the running service, or usher sweep --apply, goes on with it")
    for report in held:
        report.show("text")
    if not held:
        click.echo("nothing is held")


def _existing(database: str) -> Store:
    try:
        return Store.open(database, make=False)
    except NoDatabase as fault:
        message = f"{fault}; --database or USHER_DATABASE_URL names the one of the running service"
        raise Stop(message) from fault


def _nothing(sweep: str, words: str) -> None:
    message = f"the sweep {sweep!r} {words}; `usher sweep --held` lists what is held"
    raise Stop(message)
