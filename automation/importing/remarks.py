"""The comments of a YAML file: what stands between its values, so that a # within a text is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import yaml

_COMMENT: Final = re.compile(r"(?:(?<=\s)|^)#.*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment, with the # that it begins with."""

    line: int
    text: str


def comments_of(text: str) -> tuple[Comment, ...]:
    """The comments of `text`, which is YAML, in order."""
    return tuple(Comment(text.count("\n", 0, at) + 1, words) for at, words in _found(text))


def _found(text: str) -> Iterator[tuple[int, str]]:
    end = 0
    for token in yaml.scan(text, Loader=yaml.SafeLoader):
        yield from _between(text, end, token.start_mark.index)
        end = max(end, token.end_mark.index)
    yield from _between(text, end, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    # the sign before tells a comment from a # that begins no word, so the search sees the whole text
    for match in _COMMENT.finditer(text, start, end):
        yield match.start(), match[0].rstrip()
