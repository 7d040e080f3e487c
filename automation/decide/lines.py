"""Markdown as lines: which of them say something and which only show, hide or quote it.

Readers of fields, tasks and comments need the exact line and its place, for a fraction of what a whole Markdown parse
costs; a test holds this module against markdown-it. Blocks follow CommonMark 0.31 and GitLab's ``>>>`` quotations.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache, partial
from typing import Final, NamedTuple


class Kind(Enum):
    """What a line is part of."""

    #: ordinary text, headings and lists
    TEXT = "text"
    #: a code fence, its two rails included
    FENCE = "fence"
    #: a quotation
    QUOTE = "quote"
    #: an HTML comment
    COMMENT = "comment"


class Line(NamedTuple):
    """One line of a text."""

    kind: Kind
    #: what stands there
    raw: str
    #: the same without comments
    text: str
    #: the line break as it stands there; empty at the end of the text
    ending: str


@dataclass(frozen=True, slots=True)
class _Block:
    """An open block that hides the lines up to its end."""

    kind: Kind
    closes: Callable[[str], bool]


#: the line breaks of Markdown; others, such as U+2028, are ordinary characters to it
_BREAK: Final = re.compile(r"(\r\n|\r|\n)")
_FENCE: Final = re.compile(r" {0,3}(?P<rail>`{3,}(?=[^`]*$)|~{3,})")
_COMMENT: Final = re.compile(r"<!--.*?-->")
_COMMENT_BLOCK: Final = re.compile(r" {0,3}<!--")
_QUOTE: Final = re.compile(r" {0,3}>")
_MULTILINE_QUOTE: Final = re.compile(r">>>\s*")
#: what ends a quotation although it has no ``>``; all other text continues its last paragraph
_NEW_BLOCK: Final = re.compile(
    r"\s*$| {0,3}(?:[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|#{1,6}(?:\s|$)|`{3}|~{3}|<|(?:[-_*] *){3,}$)"
)
_HEADING: Final = re.compile(r" {0,3}(?P<rails>#{1,6})(?:[ \t]+(?P<text>.*?))?(?:[ \t]+#*)?[ \t]*")


@lru_cache(maxsize=16)
def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of `text`, each with what it is part of; their `raw` and `ending` joined are `text` again."""
    parts = _BREAK.split(text)
    raws, endings = parts[::2], [*parts[1::2], ""]
    lines: list[Line] = []
    block: _Block | None = None
    for number, (raw, ending) in enumerate(zip(raws, endings, strict=True)):
        if block is not None:
            lines.append(Line(block.kind, raw, "", ending))
            block = None if block.closes(raw) else block
            continue
        kind, shown, block = _start(raws, number, lazy=bool(lines) and _is_lazy(lines[-1]))
        lines.append(Line(kind, raw, shown, ending))
    return tuple(lines)


def heading(line: Line) -> tuple[int, str] | None:
    """Level and text of the heading that `line` is; None for anything else."""
    match = _HEADING.fullmatch(line.text) if line.kind is Kind.TEXT and "#" in line.text else None
    return (len(match["rails"]), (match["text"] or "").strip()) if match else None


def _start(raws: Sequence[str], number: int, *, lazy: bool) -> tuple[Kind, str, _Block | None]:
    """Kind and text of a line outside all blocks, and the block that it opens."""
    raw = raws[number]
    fence = _FENCE.match(raw)
    if fence:
        return Kind.FENCE, "", _Block(Kind.FENCE, partial(_ends_fence, fence["rail"]))
    if _MULTILINE_QUOTE.fullmatch(raw):
        return Kind.QUOTE, "", _Block(Kind.QUOTE, _ends_quote)
    if _COMMENT_BLOCK.match(raw):
        return Kind.COMMENT, "", None if _ends_comment(raw) else _Block(Kind.COMMENT, _ends_comment)
    if _QUOTE.match(raw) or (lazy and not _NEW_BLOCK.match(raw)):
        return Kind.QUOTE, "", None
    return _uncommented(raws, number)


def _uncommented(raws: Sequence[str], number: int) -> tuple[Kind, str, _Block | None]:
    """A line of text without its comments; the last of them may go on over the lines of the paragraph."""
    text = _COMMENT.sub("", raws[number])
    before, opened, _ = text.partition("<!--")
    if not opened or before.count("`") % 2 or not _closed_later(raws, number):
        return Kind.TEXT, text, None
    return Kind.TEXT, before, _Block(Kind.COMMENT, _ends_comment)


def _closed_later(raws: Sequence[str], number: int) -> bool:
    for raw in raws[number + 1 :]:
        if not raw.strip():
            return False
        if _ends_comment(raw):
            return True
    return False


def _is_lazy(line: Line) -> bool:
    """Whether `line` is a quoted line whose paragraph the next line may continue."""
    return line.kind is Kind.QUOTE and bool(line.raw.strip("> \t"))


def _ends_fence(rail: str, raw: str) -> bool:
    line = raw.strip(" \t")
    return len(raw) - len(raw.lstrip(" ")) < 4 and len(line) >= len(rail) and not line.strip(rail[0])  # noqa: PLR2004


def _ends_comment(raw: str) -> bool:
    return "-->" in raw


def _ends_quote(raw: str) -> bool:
    return bool(_MULTILINE_QUOTE.fullmatch(raw))
