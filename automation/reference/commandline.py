"""The page about the command line: what ``--help`` says."""

from __future__ import annotations

import click

from automation.commands.main import COMMANDS, main

#: characters a line, wherever the page is made
_WIDTH = 100


def commands_page() -> str:
    """docs/reference/commands.md."""
    parts = ["# Commands\n\nExit codes: 0 well, 1 something was found, 2 used wrongly.\n"]
    parent = click.Context(main, info_name="usher", **main.context_settings)
    for name in COMMANDS:
        found = main.get_command(parent, name)
        if found is not None:
            context = click.Context(
                found, info_name=name, parent=parent, terminal_width=_WIDTH, max_content_width=_WIDTH
            )
            parts.append(f"## usher {name}\n\n```text\n{found.get_help(context)}\n```\n")
    return "\n".join(parts)
