"""What every small language says when it does not understand."""

from __future__ import annotations


class WordFault(ValueError):
    """A value is not understood; `str()` gives ``'fridayy' is no day; write mon or mon-fri``."""

    def __init__(self, word: str, what: str, remedy: str) -> None:
        super().__init__(f"{word!r} is {what}; {remedy}")
        #: the value, which only those may show who know that it is no secret
        self.word = word
        #: what it is, without the value, e.g. ``no due date``
        self.what = what
        #: what would be right, without capital and full stop
        self.remedy = remedy
