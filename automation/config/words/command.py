"""Names of commands, as comments write them."""

from __future__ import annotations

import re
from typing import Final

from automation.config.words.fault import WordFault

_NAME: Final = re.compile(r"[a-z][a-z0-9_-]*")
#: the command that there always is
HELP: Final = "help"


class CommandFault(WordFault):
    """The word cannot be the name of a command."""


def to_command(word: str) -> str:
    """The name of a command that `word` is.

    Raises:
        CommandFault: it has other signs than small letters, digits, - and _, or is that of the built-in one.
    """
    if not _NAME.fullmatch(word):
        raise CommandFault(word, "no name of a command", "write small letters, digits, - and _, for instance take-over")
    if word == HELP:
        raise CommandFault(word, "a command that there always is", "give it another name")
    return word
