"""``usher check``: faults and warnings of a configuration."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from automation.commands.common import FOUND, USED_WRONGLY, format_option, show_json
from automation.config.faults import ConfigFaults
from automation.decide.ready import make_ready
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
        loaded, rules = make_ready(config_path, os.environ)
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
    words = _number(len(warned), "warning") if warned else "nothing to complain about"
    click.echo(f"{_number(workflows, 'workflow')}, {_number(rules, 'rule')}: {words}")


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
