"""``usher check``: faults and warnings of a configuration."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from automation.commands.common import FOUND, USED_WRONGLY, format_option, show_json
from automation.config.faults import ConfigFaults
from automation.config.load import load_config
from automation.decide.compile import compile_config
from automation.lint.checks import CHECKS
from automation.lint.timed import TIMED_CHECKS
from automation.lint.warnings import Warned, at, warn


@click.command(name="check", epilog="Example: usher check config.yml")
@click.argument("config_path", type=click.Path(path_type=Path, dir_okay=False), default=Path("config.yml"))
@format_option
@click.pass_context
def command(ctx: click.Context, config_path: Path, output: str) -> None:
    """Check config.yml and everything that it includes.

    Conditions, texts and templates are tried on a sample. Faults end with 2, warnings with 1, and each says where, what
    and what would be right.
    """
    try:
        loaded = load_config(config_path, os.environ)
        rules = compile_config(loaded)
    except ConfigFaults as faults:
        _show(output, faults.as_json(), [str(fault) for fault in faults.faults], "fault")
        ctx.exit(USED_WRONGLY)
    warned = warn(loaded, rules, [*CHECKS, *at(datetime.now(UTC), TIMED_CHECKS)])
    _show(output, [one.as_json() for one in warned], [str(one) for one in warned], "warning")
    if output == "text":
        _count(len(rules.workflows), len(rules.rule_names()), warned)
    ctx.exit(FOUND if warned else 0)


def _show(output: str, data: list[dict[str, object]], lines: list[str], kind: str) -> None:
    if output == "json":
        show_json({f"{kind}s": data})
        return
    for line in lines:
        click.echo(f"{kind}: {line}")


def _count(workflows: int, rules: int, warned: list[Warned]) -> None:
    words = f"{len(warned)} warning{'' if len(warned) == 1 else 's'}" if warned else "nothing to complain about"
    click.echo(f"{workflows} workflows, {rules} rules: {words}")
