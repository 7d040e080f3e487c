"""The task lists of a text: finding the boxes, and ticking one (GitLab docs, user/markdown.md#task-lists).

A box is named by its line and by a digest of its words, so that a page which is older than the text ticks the box that
its reader meant, or none.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from sandbox import refuse
from sandbox.refuse import ApiError

MARK = re.compile(r"\[([ xX])\](?=\s)")
CHOICE = re.compile(r"(?P<line>\d{1,9}):(?P<want>on|off):(?P<digest>[0-9a-f]{12})")


@dataclass(frozen=True, slots=True)
class Task:
    """A box; `line` counts from 0 in its text."""

    line: int
    done: bool
    words: str

    @property
    def digest(self) -> str:
        """What stays the same when the box is ticked or moves to another line."""
        return hashlib.sha256(self.words.encode()).hexdigest()[:12]

    @property
    def choice(self) -> str:
        """The value of the button that turns the box over."""
        return f"{self.line}:{'off' if self.done else 'on'}:{self.digest}"


def found(tokens: Sequence[Token]) -> Iterator[tuple[Task, Token]]:
    """Yield the boxes of a parsed text with the tokens that hold their marks and words."""
    for at, token in enumerate(tokens):
        match = MARK.match(token.content)
        opened = [before.type for before in tokens[max(at - 2, 0) : at]]
        if match and token.map and opened == ["list_item_open", "paragraph_open"] and _begins_with_text(token):
            words = token.content[match.end() :].partition("\n")[0].strip()
            yield Task(token.map[0], match[1] != " ", words), token


def turned(text: str, present: Sequence[Task], choice: str) -> str:
    """Return the text with the chosen box as the choice wants it.

    Raises:
        ApiError: 400 for what is no choice, 409 if the box is not there any more.
    """
    match = CHOICE.fullmatch(choice)
    if match is None:
        refuse.bad_request("That is no box of a task list.")
    task = _meant(present, int(match["line"]), match["digest"])
    lines = text.split("\n")
    mark = "[x]" if match["want"] == "on" else "[ ]"
    lines[task.line] = MARK.sub(mark, lines[task.line], count=1)
    return "\n".join(lines)


def _meant(present: Sequence[Task], line: int, digest: str) -> Task:
    alike = [task for task in present if task.digest == digest]
    meant = [task for task in alike if task.line == line] or alike
    if len(meant) != 1:
        raise ApiError(409, {"message": "The description was changed meanwhile. Look at the issue again."})
    return meant[0]


def _begins_with_text(token: Token) -> bool:
    """Tell `[x]` the box from `[x]` the link, where a text says what `[x]` leads to."""
    return token.children is not None and token.children[0].type == "text"
