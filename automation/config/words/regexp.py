"""Regular expressions that people write: read once, and bounded in time and text wherever they are looked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex  # type: ignore[import-untyped]  # regex has no types

from automation.config.words.fault import WordFault

#: characters of a text that are looked at
LONGEST: Final = 100_000
#: seconds after which a search is given up; a sound pattern takes milliseconds
_PATIENCE: Final = 0.5


class RegexpFault(WordFault):
    """The words are no regular expression; says why."""


class TooSlow(ValueError):
    """The expression tries more ways through a text than there is time for."""


@dataclass(frozen=True, slots=True)
class Regexp:
    """A regular expression, ready."""

    #: as it was written
    source: str
    code: Any

    def is_in(self, text: str) -> bool:
        """Whether the first 100,000 characters of `text` hold it somewhere.

        Raises:
            TooSlow: that could not be told in half a second.
        """
        return self._found(self.code.search, text)

    def is_all_of(self, text: str) -> bool:
        """Whether the first 100,000 characters of `text` are, as a whole, what it describes.

        Raises:
            TooSlow: that could not be told in half a second.
        """
        return self._found(self.code.fullmatch, text)

    def _found(self, look: Callable[..., Any], text: str) -> bool:
        try:
            return look(text[:LONGEST], timeout=_PATIENCE) is not None
        except TimeoutError:
            message = "the expression takes too long on this text; write it without one repetition inside another"
            raise TooSlow(message) from None


@lru_cache(maxsize=1024)
def to_regexp(words: str) -> Regexp:
    """The regular expression `words`, in the syntax of Python; ``(?i)`` in front lets upper and lower case be.

    Raises:
        RegexpFault: it cannot be read.
    """
    try:
        return Regexp(words, regex.compile(words))
    except (regex.error, RecursionError, OverflowError, MemoryError) as fault:
        what = f"no regular expression: {fault or type(fault).__name__}"
        raise RegexpFault(words, what, "put a backslash before signs that are meant as they are") from None
