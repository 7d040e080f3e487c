"""What commands share: where the configuration is, how answers are shown, how errors end."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar
from urllib.parse import unquote

import click

from automation.config.faults import ConfigFaults
from automation.decide.compiled import Compiled
from automation.decide.ready import make_ready
from automation.model.refs import IssueRef

#: numbers that a port can have; 0 stands for any that is free
PORT = click.IntRange(0, 65535)

#: address of an issue, with whatever stands behind its number
_ADDRESS: Final = re.compile(
    r"https?://[^/\s]+/(?P<project>[^\s#?]+?)/-/(?:issues|work_items)/(?P<iid>\d{1,18})(?=$|[/?#])"
)

F = TypeVar("F", bound=Callable[..., Any])

#: exit codes (design.md §7)
FOUND = 1
USED_WRONGLY = 2


def config_option(command: F) -> F:
    """Adds ``--config``: the path of config.yml."""
    return click.option(
        "--config",
        "config_path",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="USHER_CONFIG",
        default=Path("config.yml"),
        show_default=True,
        show_envvar=True,
        help="The configuration.",
    )(command)


def database_option(command: F) -> F:
    """Adds ``--database``: an SQLAlchemy address."""
    return click.option(
        "--database",
        envvar="USHER_DATABASE_URL",
        default="sqlite:///usher.db",
        show_default=True,
        show_envvar=True,
        help="Where deliveries, work and history are kept.",
    )(command)


def format_option(command: F) -> F:
    """Adds ``--format``: text for people, JSON for programs."""
    return click.option(
        "--format",
        "output",
        type=click.Choice(["text", "json"]),
        default="text",
        show_default=True,
        help="How the answer is shown.",
    )(command)


@contextmanager
def listening(port: int, option: str) -> Iterator[None]:
    """Ends the command with a sentence where `port`, given by `option`, cannot be listened on."""
    try:
        yield
    except OSError as fault:
        if fault.errno not in {errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES} and fault.filename is not None:
            raise
        message = f"cannot listen on port {port}: {fault.strerror or fault}; choose another with {option}"
        raise Stop(message, 1) from fault


def read_rules(path: Path) -> Compiled:
    """The configuration at `path`, ready to decide with; ends the command with code 2 if it is faulty."""
    try:
        return compiled(path)
    except ConfigFaults as faults:
        end_with_faults(faults)


def compiled(path: Path) -> Compiled:
    """The configuration at `path`, ready; raises `ConfigFaults` for whoever keeps the last good one."""
    return make_ready(path, os.environ)[1]


def end_with_faults(faults: ConfigFaults) -> NoReturn:
    """Show every fault and end with code 2."""
    for fault in faults.faults:
        click.echo(str(fault), err=True)
    number = len(faults.faults)
    message = f"{number} fault{'' if number == 1 else 's'}; nothing was done"
    raise Stop(message, USED_WRONGLY)


def instant(text: str | None, option: str) -> datetime:
    """The instant (UTC, unless it names a zone) that `option` was given in ISO 8601; now where it was not given."""
    try:
        found = datetime.fromisoformat(text) if text else datetime.now(UTC)
    except ValueError as fault:
        message = f"{option} {text!r} is not an instant; write 2027-01-11T09:15:00Z"
        raise Stop(message) from fault
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def issue_ref(text: str) -> IssueRef:
    """The issue that `text` names: its address in GitLab, or ``group/project#12``; ends the command for others."""
    address = _ADDRESS.match(text)
    try:
        return IssueRef.parse(f"{unquote(address['project'])}#{address['iid']}" if address else text)
    except ValueError as fault:
        message = f"{fault}, or give its address in GitLab"
        raise Stop(message) from fault


def show_json(data: Any) -> None:
    """Print `data` as JSON."""
    click.echo(json.dumps(data, indent=2, default=str, ensure_ascii=False))


class Stop(click.ClickException):
    """Ends a command with a sentence and an exit code."""

    def __init__(self, message: str, code: int = USED_WRONGLY) -> None:
        super().__init__(message)
        self.exit_code = code  # type: ignore[misc]  # click declares it for the class and reads it of the instance

    def show(self, file: Any = None) -> None:  # noqa: ARG002 - click's signature
        """Print the sentence to standard error."""
        click.echo(f"usher: {self.format_message()}", err=True)
