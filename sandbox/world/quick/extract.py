"""Which lines of a text are quick actions, and the text without them (contract 5).

The rule is textual: a command stands at the very beginning of a line, and some blocks protect what is in them. `~~~`
fences and HTML comments do not. Afterwards carriage returns and blanks at the end of the text are gone in any case.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

PROTECTED = (
    r"^```.+?\n```$",  # fenced code
    r"`\n*.+?\n*`",  # inline code; spans lines, so a stray backtick swallows what follows up to the next one
    r"^<[^>]+?>\n.+?\n</[^>]+?>$",  # an HTML block
    r"^>>>.+?\n>>>$",  # a quoted block
)


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
    if "/" not in plain:
        return Extract((), plain.rstrip())
    commands: list[Command] = []

    def take(match: re.Match[str]) -> str:
        if match["command"] is None:
            return match[0]
        command = Command(match["command"].lower(), (match["argument"] or "").strip())
        commands.append(command)
        words = substitutions.get(command.name)
        return "" if words is None else f"{command.argument} {words}".lstrip() + match["end"]

    rest = _pattern(frozenset((*names, *substitutions))).sub(take, plain)
    return Extract(tuple(commands), rest.rstrip())


@lru_cache(maxsize=8)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    command = rf"^/(?P<command>{words})(?:[ ](?P<argument>[^\n]*))?(?P<end>\s*\n|$)"
    return re.compile("|".join((*PROTECTED, command)), re.IGNORECASE | re.MULTILINE | re.DOTALL)
