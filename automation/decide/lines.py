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
#: without one of these a line begins no block of its own
_SIGN: Final = re.compile("[`~<>]")
_FENCE: Final = re.compile(r" {0,3}(?P<rail>`{3,}(?=[^`]*$)|~{3,})")
_COMMENT_BLOCK: Final = re.compile(r" {0,3}<!--")
_QUOTE: Final = re.compile(r" {0,3}>")
_MULTILINE_QUOTE: Final = re.compile(r">>>\s*")
#: what ends a quotation although it has no ``>``; all other text continues its last paragraph
_NEW_BLOCK: Final = re.compile(
    r"\s*$| {0,3}(?:[-*+](?:\s|$)|\d{1,9}[.)](?:\s|$)|#{1,6}(?:\s|$)|`{3}|~{3}|<|(?:[-_*] *){3,}$)"
)
#: a field of one line: the list mark may be missing, the colon may stand behind the bold type
FIELD: Final = r" {0,3}(?:[-*+][ \t]+)?\*\*(?P<name>[^*\n]{1,200})(?:(?<=:)\*\*|\*\*[ \t]{0,3}:)"
#: a task; ``~`` is GitLab's mark for one that no longer applies
TASK: Final = r"(?:[-*+]|\d{1,9}[.)])[ \t]+\[(?P<mark>[ xX~])\]"
_LEVELS: Final = 6
_CODE_INDENT: Final = 4


@lru_cache(maxsize=16)
def read_lines(text: str) -> tuple[Line, ...]:
    """The lines of `text`, each with what it is part of; their `raw` and `ending` joined are `text` again."""
    parts = _BREAK.split(text)
    raws, endings = parts[::2], [*parts[1::2], ""]
    closed = _closed_later(raws)
    lines: list[Line] = []
    block: _Block | None = None
    for number, (raw, ending) in enumerate(zip(raws, endings, strict=True)):
        if block is not None:
            lines.append(Line(block.kind, raw, "", ending))
            block = None if block.closes(raw) else block
            continue
        kind, shown, block = _start(raw, closed=closed[number], lazy=bool(lines) and _is_lazy(lines[-1]))
        lines.append(Line(kind, raw, shown, ending))
    return tuple(lines)


def heading(line: Line) -> tuple[int, str] | None:
    """Level and text of the heading that `line` is; None for anything else."""
    if "#" not in line.text or not line.text[:_CODE_INDENT].strip():
        return None
    text = line.text.strip(" \t")
    words = text.lstrip("#")
    level = len(text) - len(words)
    if not 1 <= level <= _LEVELS or words[:1] not in {"", " ", "\t"}:
        return None
    bare = words.rstrip("#")
    return level, (words if bare[-1:].strip() else bare).strip()


def without_comments(text: str) -> str:
    """`text` without its HTML comments; one that does not end is none."""
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        parts.append(text[position:start])
        position = end + len("-->")
    return "".join([*parts, text[position:]])


def _start(raw: str, *, closed: bool, lazy: bool) -> tuple[Kind, str, _Block | None]:
    """Kind and text of a line outside all blocks, and the block that it opens.

    `closed`: a comment that it leaves open ends in its paragraph. `lazy`: it may continue a quoted paragraph.
    """
    if not lazy and not _SIGN.search(raw):
        return Kind.TEXT, raw, None
    fence = _FENCE.match(raw)
    if fence:
        return Kind.FENCE, "", _Block(Kind.FENCE, partial(_ends_fence, fence["rail"]))
    if _MULTILINE_QUOTE.fullmatch(raw):
        return Kind.QUOTE, "", _Block(Kind.QUOTE, _ends_quote)
    if _COMMENT_BLOCK.match(raw):
        return Kind.COMMENT, "", None if _ends_comment(raw) else _Block(Kind.COMMENT, _ends_comment)
    if _QUOTE.match(raw) or (lazy and not _NEW_BLOCK.match(raw)):
        return Kind.QUOTE, "", None
    return _uncommented(raw, closed=closed)


def _uncommented(raw: str, *, closed: bool) -> tuple[Kind, str, _Block | None]:
    """A line of text without its comments; the last of them may go on over the lines of the paragraph."""
    text = without_comments(raw)
    before, opened, _ = text.partition("<!--")
    if opened and closed and before.count("`") % 2 == 0:
        return Kind.TEXT, before, _Block(Kind.COMMENT, _ends_comment)
    return Kind.TEXT, text, None


def _closed_later(raws: Sequence[str]) -> list[bool]:
    """For each line whether a later line of the same paragraph ends a comment."""
    found = [False] * len(raws)
    for number in range(len(raws) - 2, -1, -1):
        later = raws[number + 1]
        found[number] = bool(later.strip()) and (_ends_comment(later) or found[number + 1])
    return found


def _is_lazy(line: Line) -> bool:
    """Whether `line` is a quoted line whose paragraph the next line may continue."""
    return line.kind is Kind.QUOTE and bool(line.raw.strip("> \t"))


def _ends_fence(rail: str, raw: str) -> bool:
    line = raw.strip(" \t")
    return bool(raw[:_CODE_INDENT].strip()) and len(line) >= len(rail) and not line.strip(rail[0])


def _ends_comment(raw: str) -> bool:
    return "-->" in raw


def _ends_quote(raw: str) -> bool:
    return bool(_MULTILINE_QUOTE.fullmatch(raw))
