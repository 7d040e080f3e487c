"""Which lines of a text are quick actions, and the text without them (gitlab.md §5).

The rule is textual: a command stands at the very beginning of a line, and some blocks protect what is in them. `~~~`
fences and HTML comments do not. Afterwards carriage returns and blanks at the end of the text are gone in any case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from sandbox.world.quick.shields import Shields

START = re.compile(r"`|^[<>/]", re.MULTILINE)
"""Where a command or a protected block can begin."""


@dataclass(frozen=True, slots=True)
class Command:
    """One quick action as it was written; `name` in small letters."""

    name: str
    argument: str


@dataclass(frozen=True, slots=True)
class Extract:
    """The commands in their order, and what is left of the text."""

    commands: tuple[Command, ...]
    text: str


def extract(text: str, names: Collection[str], substitutions: Mapping[str, str]) -> Extract:
    """Take the commands of these names out of a text; a substitution leaves its argument and its words in place."""
    plain = text.replace("\r", "")
    commands: list[Command] = []
    kept: list[str] = []
    done = 0
    for match in _matches(plain, _pattern(frozenset((*names, *substitutions)))):
        command = Command(match["command"].lower(), (match["argument"] or "").strip())
        commands.append(command)
        kept.append(plain[done : match.start()])
        if command.name in substitutions:
            kept.append(f"{command.argument} {substitutions[command.name]}".lstrip() + match["end"])
        done = match.end()
    kept.append(plain[done:])
    return Extract(tuple(commands), "".join(kept).rstrip())


def _matches(text: str, command: re.Pattern[str]) -> Iterator[re.Match[str]]:
    shields, at = Shields(text), 0
    while start := START.search(text, at):
        at = start.end()
        shielded = shields.end(start.start())
        if shielded is not None:
            at = shielded
        elif match := command.match(text, start.start()):
            yield match
            at = match.end()


@lru_cache(maxsize=8)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    command = rf"^/(?P<command>{words})(?:[ ](?P<argument>[^\n]*))?(?P<end>\s*\n|$)"
    return re.compile(command, re.IGNORECASE | re.MULTILINE)
