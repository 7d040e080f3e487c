"""``usher check``: faults and warnings of a configuration, and the scenarios beside it."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from automation.commands.common import FOUND, USED_WRONGLY, format_option, show_json
from automation.commands.logs import set_up_logs
from automation.config.faults import ConfigFaults
from automation.decide.compiled import Compiled
from automation.decide.ready import make_ready
from automation.lint.checks import CHECKS
from automation.lint.timed import TIMED_CHECKS
from automation.lint.warnings import Warned, at, warn
from automation.scenarios.beside import beside
from automation.scenarios.files import FilePlayed, load_all, play_all
from automation.scenarios.formats import as_json


@click.command(name="check", epilog="Example: usher check config.yml")
@click.argument("config_path", type=click.Path(path_type=Path, dir_okay=False), default=Path("config.yml"))
@click.option("--no-scenarios", is_flag=True, help="Leave the scenarios beside config.yml alone.")
@format_option
@click.pass_context
def command(ctx: click.Context, config_path: Path, no_scenarios: bool, output: str) -> None:
    """Check config.yml and everything that it includes, and play the scenarios in scenarios/ beside it.

    Conditions, texts and templates are tried on a sample. Faults end with 2, warnings and scenarios that fail with 1,
    and each says where, what and what would be right.
    """
    try:
        loaded, rules = make_ready(config_path, os.environ)
        scenarios = load_all([] if no_scenarios else beside(config_path), rules.config)
    except ConfigFaults as faults:
        _show(output, {"faults": faults.as_json()}, [f"fault: {fault}" for fault in faults.faults])
        ctx.exit(USED_WRONGLY)
    warned = warn(loaded, rules, [*CHECKS, *at(datetime.now(UTC), TIMED_CHECKS)])
    set_up_logs("text", logging.CRITICAL)
    played = list(play_all(scenarios, rules, config_path))
    lines = [*(f"warning: {one}" for one in warned), *_failures(played), _count(rules, warned, played)]
    told = {"scenarios": as_json(played)} if played else {}
    _show(output, {"warnings": [one.as_json() for one in warned], **told}, lines)
    ctx.exit(FOUND if warned or any(found.failed for found in played) else 0)


def _show(output: str, data: dict[str, object], lines: Sequence[str]) -> None:
    if output == "json":
        show_json(data)
        return
    for line in lines:
        click.echo(line)


def _failures(played: Sequence[FilePlayed]) -> Iterator[str]:
    for found in played:
        for one in found.steps:
            if not one.passed:
                parts = ", ".join(one.difference.expected)
                yield f"failed: {one.file}:{one.line}: {one.id} differs in: {parts}; usher test {one.file} shows it"


def _count(rules: Compiled, warned: list[Warned], played: Sequence[FilePlayed]) -> str:
    """What was looked at, and how much there is to complain about."""
    steps, failed = sum(len(found.steps) for found in played), sum(found.failed for found in played)
    looked = [_number(len(rules.workflows), "workflow"), _number(len(rules.rule_names()), "rule")]
    looked += [f"{_number(len(played), 'scenario')} of {_number(steps, 'step')}"] if played else []
    found = [_number(len(warned), "warning")] if warned else []
    found += [f"{_number(failed, 'step')} failed"] if failed else []
    return f"{', '.join(looked)}: {', '.join(found) or 'nothing to complain about'}"


def _number(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
