"""``usher test``: scenario files, played on a sandbox."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import click

from automation.commands.common import FOUND, Stop, config_option, end_with_faults, read_rules, show_json
from automation.commands.logs import set_up_logs
from automation.config.faults import ConfigFaults
from automation.decide.compiled import Compiled
from automation.scenarios.beside import FOLDER, beside
from automation.scenarios.files import FilePlayed, load_all, play_all
from automation.scenarios.formats import as_json, as_junit, text_lines
from automation.scenarios.model import Scenario
from automation.scenarios.play import Section


@click.command(name="test", epilog="Example: usher test scenarios/*.yml --format junit > report.xml")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="[FILE]...")
@config_option
@click.option("--from", "start", metavar="STEP", help="Compare from this step on; what comes before is only played.")
@click.option("--until", "end", metavar="STEP", help="Play up to this step.")
@click.option("--fail-fast", is_flag=True, help="Stop at the first step that fails.")
@click.option("--verbose", is_flag=True, help="Name the steps that pass, too.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json", "junit"]),
    default="text",
    show_default=True,
    help="How the answer is shown.",
)
@click.pass_context
def command(
    ctx: click.Context,
    files: tuple[Path, ...],
    config_path: Path,
    start: str | None,
    end: str | None,
    fail_fast: bool,
    verbose: bool,
    output: str,
) -> None:
    """Play scenario files on a sandbox with a clock of its own, and compare what GitLab then holds.

    Without FILE those in scenarios/ beside config.yml are played. Each step that fails shows what was expected, what
    was found, and what Usher did and why; the play goes on from there. Nothing leaves this machine.
    """
    set_up_logs("text", logging.CRITICAL)
    rules = read_rules(config_path)
    scenarios = _scenarios(files or beside(config_path), rules)
    section = _section(scenarios, start, end)
    played = []
    for found in play_all(scenarios, rules, config_path, section=section, fail_fast=fail_fast):
        played.append(found)
        if output == "text":
            _show(found, verbose=verbose)
    if output == "json":
        show_json(as_json(played))
    elif output == "junit":
        click.echo(as_junit(played))
    ctx.exit(FOUND if any(found.failed for found in played) else 0)


def _scenarios(paths: Sequence[Path], rules: Compiled) -> list[Scenario]:
    if not paths:
        message = f"there is nothing to play: name a file, or write one into {FOLDER}/ beside config.yml"
        raise Stop(message)
    try:
        return load_all(paths, rules.config)
    except ConfigFaults as faults:
        end_with_faults(faults)


def _section(scenarios: Sequence[Scenario], start: str | None, end: str | None) -> Section:
    """The part of the one file that the options name."""
    if (start or end) and len(scenarios) > 1:
        message = "--from and --until take one file"
        raise Stop(message)
    ids = [step.id for scenario in scenarios for step in scenario.steps]
    for option, name in (("--from", start), ("--until", end)):
        if name is not None and name not in ids:
            message = f"{option}: there is no step {name!r} in {scenarios[0].name}"
            raise Stop(message)
    if start and end and ids.index(start) > ids.index(end):
        message = f"{start} comes after {end}"
        raise Stop(message)
    return Section(start, end)


def _show(found: FilePlayed, *, verbose: bool) -> None:
    colours = {"✗": "red", "✓": "green"}
    for line in text_lines(found, verbose=verbose):
        click.secho(line, fg=colours.get(line[:1]))
