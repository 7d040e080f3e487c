"""All pages by their file name, and writing them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from automation.actions.registry import ACTIONS
from automation.config.schema import config_schema, program_schema
from automation.reference.commandline import commands_page
from automation.reference.kpis import kpis_page
from automation.reference.language import actions_page, expressions_page, lint_page, messages_page, triggers_page
from automation.reference.models import config_page, program_page
from automation.reference.scenarios import scenario_page
from automation.scenarios.schema import scenario_schema

_HEAD = "<!-- Made from the code by `make docs`; do not edit. -->\n"


def pages() -> Mapping[str, str]:
    """The text of every file of docs/reference, by its name."""
    markdown = {
        "config.md": config_page(),
        "program.md": program_page(),
        "scenario.md": scenario_page(),
        "actions.md": actions_page(),
        "triggers.md": triggers_page(),
        "expressions.md": expressions_page(),
        "messages.md": messages_page(),
        "lint.md": lint_page(),
        "commands.md": commands_page(),
        "kpis.md": kpis_page(),
    }
    schemas = {
        "config.schema.json": config_schema(),
        "program.schema.json": program_schema({name: action.option_schema() for name, action in ACTIONS.items()}),
        "scenario.schema.json": scenario_schema(),
    }
    return {
        **{name: f"{_HEAD}{text.rstrip()}\n" for name, text in markdown.items()},
        **{name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n" for name, schema in schemas.items()},
    }


def write(folder: Path) -> None:
    """Write every page into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")
