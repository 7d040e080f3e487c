"""``usher schema``: the JSON Schemas of config.yml, of program files and of scenario files."""

from __future__ import annotations

import click

from automation.actions.registry import known_actions
from automation.commands.common import show_json
from automation.config.schema import config_schema, program_schema
from automation.scenarios.schema import scenario_schema


@click.command(name="schema", epilog="Example: usher schema --of program > program.schema.json")
@click.option(
    "--of",
    type=click.Choice(["config", "program", "scenario"]),
    default="config",
    show_default=True,
    help="Which file.",
)
def command(of: str) -> None:
    """Print the JSON Schema that editors check and complete your YAML with."""
    match of:
        case "config":
            show_json(config_schema())
        case "program":
            show_json(program_schema({name: action.option_schema() for name, action in known_actions().items()}))
        case _:
            show_json(scenario_schema())
