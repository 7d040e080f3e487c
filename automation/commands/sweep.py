"""``usher sweep``: what policies would do with existing issues, and with ``--apply`` have it done."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from automation.commands.common import FOUND, Stop, config_option, database_option, end_with_faults, format_option
from automation.commands.common import read_rules as read
from automation.commands.logs import set_up_logs
from automation.commands.sweep_held import decide_held
from automation.commands.sweeping import Interrupted, Order, apply, rehearse
from automation.config.faults import ConfigFaults
from automation.config.spelling import nearest
from automation.decide.compiled import Compiled
from automation.runtime.sweeps.plan import chosen


@click.command(name="sweep", epilog='Example: usher sweep "Warn quiet issues" --apply')
@click.argument("policies", nargs=-1, metavar="[POLICY]...")
@config_option
@database_option
@click.option("--apply", "applies", is_flag=True, help="Do it; without this nothing is written.")
@click.option("--project", "projects", multiple=True, metavar="KEY", help="Only this project; may be repeated.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N issues of each policy.")
@click.option("--workers", default=8, show_default=True, type=click.IntRange(1, 64), help="Threads that work.")
@click.option("--held", is_flag=True, help="List what the brake holds, and do nothing else.")
@click.option("--release", metavar="ID", help="Say yes to what the brake holds of this sweep.")
@click.option("--drop", metavar="ID", help="Do nothing more of this sweep.")
@format_option
@click.pass_context
def command(
    ctx: click.Context,
    policies: tuple[str, ...],
    config_path: Path,
    database: str,
    applies: bool,
    projects: tuple[str, ...],
    limit: int | None,
    workers: int,
    held: bool,
    release: str | None,
    drop: str | None,
    output: str,
) -> None:
    """Show what the policies would do with the issues that exist, and why; nothing is written without --apply.

    All policies are looked at unless some are named; a name may hold *. What the running service knows of issues is
    taken from its database, where there is one. With --apply the sweep is kept there, and can be broken off at any
    time: the service, or the same command, goes on with it.
    """
    set_up_logs("text", logging.ERROR)
    if held or release or drop:
        decide_held(database, release, drop, output, datetime.now(UTC))
        return
    rules = read(config_path)
    order = Order(config_path, database, _known(rules, policies), _projects(rules, projects), limit, workers)
    try:
        report = (apply if applies else rehearse)(order, rules)
    except ConfigFaults as faults:
        end_with_faults(faults)
    except Interrupted as ending:
        raise Stop(str(ending), 130) from ending
    report.show(output)
    ctx.exit(FOUND if report.failed else 0)


def _known(rules: Compiled, names: tuple[str, ...]) -> tuple[str, ...]:
    """`names`, each of which means at least one policy."""
    for name in names:
        if not chosen(rules, (name,)):
            message = f"no policy is called {name!r}{_near(name, rules.policies)}"
            raise Stop(message)
    if not rules.policies:
        message = "the configuration has no policies"
        raise Stop(message)
    return names


def _projects(rules: Compiled, keys: tuple[str, ...]) -> tuple[str, ...]:
    for key in keys:
        if key not in rules.config.projects:
            message = f"no project has the key {key!r}{_near(key, rules.config.projects)}"
            raise Stop(message)
    return keys


def _near(name: str, known: Iterable[str]) -> str:
    near = nearest(name, list(known))
    return f"; did you mean {near!r}?" if near else f"; there are {', '.join(known) or 'none'}"
