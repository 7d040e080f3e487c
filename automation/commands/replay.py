"""``usher replay``: what a configuration would have done with what has happened."""

from __future__ import annotations

from pathlib import Path

import click

from automation.commands.common import FOUND, Stop, config_option, database_option, instant, read_rules
from automation.commands.replay_formats import FORMATS
from automation.model.events import User
from automation.runtime.replaying import Sums, replay
from automation.runtime.store import Store


@click.command(name="replay", epilog="Example: usher replay --since 2027-01-11 --config new/config.yml")
@config_option
@database_option
@click.option("--since", required=True, metavar="TIME", help="Runs from then on, ISO 8601.")
@click.option("--bot", default="usher-bot", show_default=True, help="Username of Usher's own account.")
@click.option(
    "--format",
    "output",
    type=click.Choice(list(FORMATS)),
    default="text",
    show_default=True,
    help="Text, JSON, or a page.",
)
@click.pass_context
def command(ctx: click.Context, config_path: Path, database: str, since: str, bot: str, output: str) -> None:
    """Decide the stored runs again by the configuration, and show where their plans would have been others.

    Each run gets what it was told then: its events, the issue, what was remembered, and the answers to its look-ups.
    Where the configuration asks something else, that run cannot be told. Nothing is written, and GitLab is not asked.
    Runs whose texts the retention has cleared are counted apart. Ends with 1 where a plan differs.
    """
    rules, start, sums = read_rules(config_path), instant(since, "--since"), Sums()
    store = Store.open_to_read(database)
    if store is None:
        message = f"there is no database at {database}; is this the one of the running service?"
        raise Stop(message)
    with store:
        for line in FORMATS[output](replay(store, rules, User(bot), start), sums):
            click.echo(line)
    ctx.exit(FOUND if sums.differ else 0)
