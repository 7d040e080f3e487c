"""``usher import-triage``: policies of gitlab-triage as a program of ours."""

from __future__ import annotations

from pathlib import Path

import click

from automation.commands.common import FOUND, Stop, format_option, show_json
from automation.config.files import UnreadableError, read_text
from automation.importing.convert import Imported, import_policies
from automation.importing.findings import worth_a_look


@click.command(
    name="import-triage",
    epilog="Example: usher import-triage .triage-policies.yml --project stories --output programs/triage.yml",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--project", metavar="KEY", help="Key in config.yml of the project that the policies are for.")
@click.option("--program", metavar="NAME", default="Triage", show_default=True, help="Name of the new program.")
@click.option("--output", "target", type=click.Path(path_type=Path, dir_okay=False), help="A new file for the program.")
@format_option
@click.pass_context
def command(
    ctx: click.Context, file: Path, project: str | None, program: str, target: Path | None, output: str
) -> None:
    """Turn the policies of gitlab-triage in FILE into a program, printed or written to a new file.

    Every rule is carried over or refused with its line and the reason, and rules that never did what they say are
    pointed out, on standard error. Ends with 1 where there is anything of that to read.
    """
    found = import_policies(_read(file), str(file), program=program, project=project)
    if target is not None and found.text:
        _write(target, found.text)
    if output == "json":
        show_json(_as_json(found))
    else:
        _show(found, printed=target is None)
    ctx.exit(FOUND if found.refused or worth_a_look(found.findings) else 0)


def _read(file: Path) -> str:
    try:
        return read_text(file)
    except UnreadableError as fault:
        message = f"{file}: {fault.message}. {fault.remedy}".rstrip()
        raise Stop(message) from fault


def _write(target: Path, text: str) -> None:
    try:
        with target.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as fault:
        message = f"{target} is there already; nothing was written"
        raise Stop(message) from fault


def _show(found: Imported, *, printed: bool) -> None:
    if printed:
        click.echo(found.text, nl=False)
    for finding in found.findings:
        click.echo(f"{finding.kind}: {finding}", err=True)
    rules = len(found.converted) + len(found.refused)
    counted = f"{rules} rule{'' if rules == 1 else 's'}"
    click.echo(f"{counted}: {len(found.converted)} carried over, {len(found.refused)} refused", err=True)


def _as_json(found: Imported) -> dict[str, object]:
    return {
        "program": found.text,
        "converted": list(found.converted),
        "refused": list(found.refused),
        "findings": [finding.as_json() for finding in found.findings],
    }
