"""Finds the quick actions that GitLab would run, by the rule of its own extractor (gitlab.md §5).

GitLab reads a text from left to right: code between two rails of three backticks, anything between two backticks,
blocks between HTML tags and blocks between ``>>>`` are passed over; elsewhere a line that begins with ``/word`` is a
command. Fences of ``~~~`` and comments do not protect. GitLab knows which words are commands; here every word is one.
"""

from __future__ import annotations

import re
from typing import Final

#: what may begin at a place of the text
_NEXT: Final = re.compile(
    r"^(?P<fence>```)|^(?P<quote>>>>)|^(?P<tag><[^>]{1,200}>\n)|(?P<tick>`)"
    r"|^(?P<command>/[A-Za-z_]+(?: .*|[ \t\f\v]*)$)",
    re.MULTILINE,
)
#: what ends it, at least one character later
_ENDS: Final = {
    "fence": re.compile(r"\n```$", re.MULTILINE),
    "quote": re.compile(r"\n>>>$", re.MULTILINE),
    "tag": re.compile(r"\n</[^>]{1,200}>$", re.MULTILINE),
    "tick": re.compile(r"`"),
}
_SLASH_LINE: Final = re.compile(r"^/[A-Za-z_]+(?!\S).*", re.MULTILINE)


def commands(text: str) -> tuple[str, ...]:
    """The lines of `text` that GitLab would run as quick actions, in order."""
    text = text.replace("\r", "")
    found, position, endless = [], 0, set[str]()
    while match := _NEXT.search(text, position):
        if match["command"]:
            found.append(match["command"].rstrip())
            position = match.end()
        else:
            position = _behind(text, match, endless)
    return tuple(found)


def slash_lines(text: str) -> tuple[str, ...]:
    """Every line that would be a quick action if nothing protected it: versions of GitLab differ in what protects."""
    return tuple(line.rstrip() for line in _SLASH_LINE.findall(text.replace("\r", "")))


def _behind(text: str, match: re.Match[str], endless: set[str]) -> int:
    """The place behind the block that `match` begins, or just behind its first character where it never ends.

    `endless` collects the kinds of block that have no end in the rest of the text, so that each is looked for once.
    """
    # three backticks that open no fence are backticks still
    for kind in (match.lastgroup or "", "tick") if match["fence"] else (match.lastgroup or "",):
        if kind in endless:
            continue
        end = _ENDS[kind].search(text, match.start() + 2 if kind == "tick" else match.end() + 1)
        if end:
            return end.end()
        endless.add(kind)
    return match.start() + 1
