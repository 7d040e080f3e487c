"""``usher sandbox``: the small GitLab, seeded with the people and projects of the configuration."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from automation.commands.common import PORT, Stop, config_option, listening, read_rules
from automation.commands.seeding import seed_of
from sandbox.clock import parse_instant
from sandbox.pages import register
from sandbox.seed import Seed
from sandbox.server import Sandbox


def _instant(_: click.Context, __: click.Parameter, value: Any) -> datetime | None:
    try:
        return parse_instant(value) if value else None
    except ValueError as fault:
        raise click.BadParameter(str(fault)) from fault


@click.command(name="sandbox", epilog="Example: usher sandbox --port 8929 --clock 2026-12-01T09:00:00Z")
@config_option
@click.option("--port", default=8929, show_default=True, type=PORT, help="Port to listen on; 0 takes a free one.")
@click.option("--seed", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Begin with this file.")
@click.option("--clock", callback=_instant, help="Instant at which its time starts; else the machine's time.")
@click.option("--tier", type=click.Choice(["free", "premium"]), default="premium", show_default=True, help="Licence.")
def command(config_path: Path, port: int, seed: Path | None, clock: datetime | None, tier: str) -> None:
    """Run a small GitLab on 127.0.0.1 to try things with; tokens are sandbox-<username>."""
    try:
        start = Seed.from_file(seed) if seed else seed_of(read_rules(config_path).config)
    except ValueError as fault:
        raise Stop(str(fault)) from fault
    with listening(port, "--port"), Sandbox(start, clock=clock, tier=tier, port=port, register=[register]) as box:
        click.echo(f"Sandbox GitLab at {box.url}; act as a person with the token sandbox-<username>")
        try:
            box.wait()
        except KeyboardInterrupt:
            click.echo("stopped")
