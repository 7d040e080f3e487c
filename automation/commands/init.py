"""``usher init``: a folder to start from."""

from __future__ import annotations

import shutil
from pathlib import Path

import click

from automation.commands.common import Stop
from automation.commands.shipped import shipped_config, small_starter
from automation.scenarios.beside import FOLDER

_MACROS = "_macros.md.j2"
_NEXT = """\
Next:
  1. Put your people and projects into {folder}/config.yml.
  2. usher check {folder}/config.yml
  3. Set GITLAB_TOKEN and USHER_SIGNING_TOKEN in the environment (docs/quickstart.md says how), and
     usher setup --config {folder}/config.yml --url https://your-host
     usher doctor --config {folder}/config.yml
  4. usher serve --config {folder}/config.yml"""


@click.command(name="init", epilog="Example: usher init my-programs")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--shipped", is_flag=True, help="Begin with every program that ships instead of one small one.")
def command(folder: Path, shipped: bool) -> None:
    """Write config.yml, a program, its template and a scenario into FOLDER, which must be empty or new."""
    if folder.exists() and any(folder.iterdir()):
        message = f"{folder} is not empty; nothing was written"
        raise Stop(message)
    source = shipped_config().parent if shipped else small_starter()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "config.yml", folder)
    for name in ("programs", "issue_templates", FOLDER):
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name, ignore=shutil.ignore_patterns("README.md"))
    shutil.copy(shipped_config().parent / "issue_templates" / _MACROS, folder / "issue_templates")
    click.echo(_NEXT.format(folder=folder))
