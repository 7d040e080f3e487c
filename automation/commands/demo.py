"""``usher demo``: a story on a sandbox GitLab that checks itself, and then something to try."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import click
from rich.console import Console

from automation.commands.common import FOUND, PORT, end_with_faults, listening
from automation.commands.logs import set_up_logs
from automation.commands.shipped import shipped_config
from automation.config.faults import ConfigFaults
from automation.decide.calendar import WorkCalendar
from automation.demo.champions import CHAMPIONS
from automation.demo.play import Outcome, Step, play
from automation.demo.setting import Setting, setting
from automation.demo.story import something_to_try, story
from automation.demo.table import happened

#: of Usher and of the sandbox
_PORTS = (8080, 8929)


@click.command(name="demo", epilog="Example: usher demo --once")
@click.option("--once", is_flag=True, help="Play, print what happened, and leave: 0, or 1 if anything differs.")
@click.option("--port", type=PORT, help="Port of Usher, 0 for a free one.  [default: 8080; with --once a free one]")
@click.option(
    "--sandbox-port", type=PORT, help="Port of the sandbox, 0 for a free one.  [default: 8929; with --once a free one]"
)
@click.option("--verbose", is_flag=True, help="Show Usher's log.")
@click.pass_context
def command(ctx: click.Context, once: bool, port: int | None, sandbox_port: int | None, verbose: bool) -> None:
    """Run Usher against a sandbox GitLab: a champion is nominated and onboarded, a customer story is published.

    Afterwards both stay up, to be tried in the browser, until Ctrl-C.
    """
    set_up_logs("text", logging.INFO if verbose else logging.CRITICAL)
    console = Console(width=None if os.isatty(1) else 160, highlight=False)
    usual = (0, 0) if once else _PORTS
    own, other = (given if asked is None else asked for asked, given in zip((port, sandbox_port), usual, strict=True))
    try:
        with (
            listening(own, "--port or --sandbox-port"),
            setting(shipped_config(), port=own, sandbox_port=other) as scene,
        ):
            failed = _play(console, scene)
            console.print(happened(scene.usher.service.store))
            _sum_up(console, failed)
            if not once:
                _stay(scene)
    except ConfigFaults as faults:
        end_with_faults(faults)
    ctx.exit(FOUND if failed else 0)


def _play(console: Console, scene: Setting) -> int:
    """Play both stories with a line for each step; gives the number of steps that differ."""
    calendar = WorkCalendar.of(scene.config.calendar)
    quarter = calendar.fiscal.quarter_label(calendar.today(datetime.now(UTC)))
    console.print(f"Sandbox GitLab at {scene.box.url}, Usher at {scene.usher.url}\n")
    failed = 0
    for title, steps in (("Partner champions", CHAMPIONS), ("Customer stories", story(quarter))):
        console.print(f"[bold]{title}[/bold]")
        failed += sum(bool(outcome.differences) for outcome in _told(console, scene, steps))
    return failed


def _told(console: Console, scene: Setting, steps: Sequence[Step]) -> list[Outcome]:
    outcomes = []
    for outcome in play(scene, steps):
        console.print(f"  {'[red]✗[/red]' if outcome.differences else '[green]✓[/green]'} {outcome.step.title}")
        for words in outcome.differences:
            console.print(f"      {words}", style="red", markup=False)
        outcomes.append(outcome)
    return outcomes


def _sum_up(console: Console, failed: int) -> None:
    total = len(CHAMPIONS) + len(story(""))
    if failed:
        console.print(f"[red]{failed} of {total} steps differ from what should have happened.[/red]")
    else:
        console.print(f"[green]All {total} steps went as they should.[/green]")


def _stay(scene: Setting) -> None:
    address = something_to_try(scene)
    try:
        click.echo(
            f"\nTry it: label, tick, comment and close issues in the sandbox, and watch Usher act. A story waits for "
            f"you:\n"
            f"  {address}\n"
            f"  Act as Steve George and set Story::Vetting, or as April Marks, who may not.\n\n"
            f"  Sandbox GitLab  {scene.box.url}/\n"
            f"  Usher           {scene.usher.url}/\n"
            f"Ctrl-C ends both."
        )
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("Good-bye.")
