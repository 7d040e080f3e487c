"""Brace expansion of labels: ``priority-{medium, high}`` and ``missed:17.{0..9}``."""

from __future__ import annotations

import re
from itertools import product
from typing import Final

_BRACES: Final = re.compile(r"\{ ?(?:(?P<first>\d{1,6})\.\.(?P<last>\d{1,6})|(?P<words>[^{}]*,[^{}]*)) ?\}")
#: names that one label may stand for
MOST: Final = 200


class TooMany(ValueError):
    """A label stands for more names than anybody means."""


def expanded(label: str) -> tuple[str, ...]:
    """The labels that `label` stands for, in order; itself where it has no braces.

    Raises:
        TooMany: they are more than MOST.
    """
    between, choices, start, count = [], [], 0, 1
    for match in _BRACES.finditer(label):
        between.append(label[start : match.start()])
        choices.append(_choices(match, count))
        count *= len(choices[-1])
        start = match.end()
    if count > MOST:
        raise TooMany(label)
    ends = [label[start:]]
    parts = [part for text, options in zip(between, choices, strict=True) for part in ((text,), options)]
    return tuple(dict.fromkeys("".join(combined) for combined in product(*parts, ends)))


def _choices(match: re.Match[str], before: int) -> tuple[str, ...]:
    if match["words"] is not None:
        return tuple(word.strip().strip("'\"") for word in match["words"].split(","))
    first, last = int(match["first"]), int(match["last"])
    if (last - first + 1) * before > MOST:
        raise TooMany(match[0])
    return tuple(map(str, range(first, last + 1)))
