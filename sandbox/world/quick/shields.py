"""The blocks of a text in which quick actions are only text (gitlab.md §5).

GitLab finds them with patterns that take cubic time on hostile texts; here each kind is looked for once. A law in the
tests holds the two to the same result.
"""

from __future__ import annotations

import re

FENCE, QUOTE = "```", ">>>"
CLOSED = {FENCE: re.compile(r"\n```$", re.MULTILINE), QUOTE: re.compile(r"\n>>>$", re.MULTILINE)}
# GitLab's own have no limit, with which a text of tags that never end would take hours.
TAG = re.compile(r"<[^>]{1,1000}>\n")
END_TAG = re.compile(r"\n</[^>]{1,1000}>$", re.MULTILINE)


class Shields:
    """The protected blocks of one text, asked for from its beginning to its end."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._never_closed: set[re.Pattern[str]] = set()

    def end(self, start: int) -> int | None:
        """Return where the block that begins at `start` ends, or None if none begins there."""
        text = self._text
        begins_line = start == 0 or text[start - 1] == "\n"
        if begins_line and text.startswith(FENCE, start) and (end := self._closed(CLOSED[FENCE], start + 4)):
            return end
        if text[start] == "`":
            return self._inline_code(start)
        if begins_line and text[start] == "<" and (tag := TAG.match(text, start)):
            return self._closed(END_TAG, tag.end() + 1)
        if begins_line and text.startswith(QUOTE, start):
            return self._closed(CLOSED[QUOTE], start + 4)
        return None

    def _closed(self, pattern: re.Pattern[str], begin: int) -> int | None:
        """Find the closing mark from `begin` on; where there is none, there is none further on either."""
        if pattern in self._never_closed:
            return None
        mark = pattern.search(self._text, begin)
        if mark is None:
            self._never_closed.add(pattern)
            return None
        return mark.end()

    def _inline_code(self, start: int) -> int | None:
        """Find the next backtick with something in between; newlines right after the first are nothing."""
        text, first = self._text, start + 1
        while text.startswith("\n", first):
            first += 1
        end = text.find("`", first + 1)
        if end >= 0:
            return end + 1
        only_newlines = first > start + 1 and text.startswith("`", first)
        return first + 1 if only_newlines else None
