"""``usher``: the list of commands."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.metadata import version

import click

from automation.commands.common import Stop
from automation.gitlab.errors import GitLabFault
from automation.runtime.store import StoreUnavailable

#: each in the module of its name, which is imported when it is used
COMMANDS = (
    "check",
    "dead-letters",
    "demo",
    "doctor",
    "explain",
    "import-triage",
    "init",
    "open",
    "replay",
    "report",
    "sandbox",
    "schedules",
    "schema",
    "serve",
    "setup",
    "simulate",
    "sweep",
    "test",
    "undo",
)


class Commands(click.Group):
    """Finds each command in the module of its name, and turns expected errors into one sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """The command `cmd_name`, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"automation.commands.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; what a user or an operator can cause ends in a sentence."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read our answer has seen enough; what is left has nowhere to go.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return None
        except (GitLabFault, StoreUnavailable, OSError) as fault:
            raise Stop(str(fault), 1) from fault


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("gitlab-usher"), prog_name="usher")
def main() -> None:
    """Runs programs on GitLab issues: labels, owners, templates and stages, from YAML.

    Start with `usher demo`, then `usher init my-programs`.
    """
