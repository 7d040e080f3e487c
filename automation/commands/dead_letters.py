"""``usher dead-letters``: work that was given up; list it, have it tried again, or drop it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime

import click

from automation.commands.common import FOUND, Stop, database_option, format_option, show_json
from automation.runtime.store import DeadLetter, NoDatabase, Store

_PAGE = 200


@click.command(name="dead-letters", epilog="Example: usher dead-letters --rerun gitlab-com/community#12")
@database_option
@format_option
@click.option("--rerun", multiple=True, metavar="KEY", help="Try this one again, from where it stopped.")
@click.option("--rerun-all", is_flag=True, help="Try all of them again.")
@click.option("--drop", multiple=True, metavar="KEY", help="Decide that nothing is done about this one.")
@click.pass_context
def command(
    ctx: click.Context, database: str, output: str, rerun: tuple[str, ...], rerun_all: bool, drop: tuple[str, ...]
) -> None:
    """List what Usher has given up, with its cause; nothing of it is lost until it is dropped.

    The running service takes up what is to be tried again. Ends with 1 while something is left.
    """
    store = _existing(database)
    try:
        for key in rerun:
            _insist(store.revive(key), key)
        for key in drop:
            _insist(store.drop(key, datetime.now(UTC)), key)
        revived = store.revive_all() if rerun_all else 0
        left = list(_all(store))
    finally:
        store.close()
    if output == "json":
        show_json({"rerun": len(rerun) + revived, "dropped": len(drop), "left": [asdict(letter) for letter in left]})
    else:
        _show(left)
    ctx.exit(FOUND if left else 0)


def _existing(database: str) -> Store:
    try:
        return Store.open(database, make=False)
    except NoDatabase as fault:
        message = f"{fault}; --database or USHER_DATABASE_URL names the one of the running service"
        raise Stop(message) from fault


def _insist(done: bool, key: str) -> None:
    if not done:
        message = f"{key!r} is no dead letter; `usher dead-letters` lists them"
        raise Stop(message)


def _all(store: Store) -> Iterator[DeadLetter]:
    page = store.dead_letters(_PAGE)
    while page:
        yield from page
        page = store.dead_letters(_PAGE, page[-1].work_key)


def _show(left: list[DeadLetter]) -> None:
    for letter in left:
        since = letter.since.strftime("%Y-%m-%d %H:%M UTC")
        click.echo(f"{letter.work_key}  {letter.deliveries} waiting since {since}, {letter.attempts} tries")
        click.echo(f"    {letter.error}")
    if not left:
        click.echo("no dead letters")
