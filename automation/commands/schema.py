"""``usher schema``: the JSON Schema of config.yml and of program files."""

from __future__ import annotations

import click

from automation.actions.registry import ACTIONS
from automation.commands.common import show_json
from automation.config.schema import config_schema, program_schema


@click.command(name="schema", epilog="Example: usher schema --of program > program.schema.json")
@click.option("--of", type=click.Choice(["config", "program"]), default="config", show_default=True, help="Which file.")
def command(of: str) -> None:
    """Print the JSON Schema that editors check and complete your YAML with."""
    actions = {name: action.option_schema() for name, action in ACTIONS.items()}
    show_json(config_schema() if of == "config" else program_schema(actions))
