"""The text of a note: messages under their marker lines, and the mark of the run that wrote them (rules.md G20)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

from automation.model.plan import Message

_MARKER = re.compile(r'^<!-- usher-bot:(?P<key>[\w-]+)(?P<attrs>(?: [\w-]+="[^"]*")*) -->$', re.MULTILINE)
_ATTR = re.compile(r' ([\w-]+)="([^"]*)"')
#: both ways in which a browser lets a comment end
_COMMENT_END = re.compile(r"--(?=!?>)")
#: controls, formats such as a change of writing direction, lone surrogates, line and paragraph separators
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def render_note(messages: Sequence[Message], marker: str) -> str:
    """The body of one note that carries `messages` in their order.

    Args:
        messages: texts that have passed the text guard.
        marker: ``usher:<run id>:<effect index>``; its line is the last one, by which the note is found again.
    """
    # only line ends are cut off: a space before a slash is what keeps it from being a quick action
    parts = [_marker_line(message) + "\n" + message.text.strip("\r\n") for message in messages]
    return "\n\n".join([*parts, run_mark(marker)])


def run_mark(marker: str) -> str:
    """The line that marks a note or a description as written by a run."""
    return f"<!-- {marker} -->"


def carries(text: str, marker: str) -> bool:
    """Whether a line of `text` is the mark of `marker`; people may have written more below it."""
    return run_mark(marker) in text.splitlines()


def parse_markers(body: str) -> tuple[tuple[str, Mapping[str, str]], ...]:
    """Key and attributes of every marker line in `body`, in order; anybody can write such a line, so ask who did."""
    return tuple((found["key"], dict(_ATTR.findall(found["attrs"]))) for found in _MARKER.finditer(body))


def _marker_line(message: Message) -> str:
    attrs = "".join(f' {_word(name)}="{_value(value)}"' for name, value in message.attrs)
    return f"<!-- usher-bot:{_word(message.key)}{attrs} -->"


def _word(name: str) -> str:
    return re.sub(r"[^\w-]", "_", name)


def _value(text: str) -> str:
    """`text` on one line, without what would end the value or the comment."""
    line = " ".join(text.split())
    seen = "".join(char for char in line if unicodedata.category(char) not in _UNSEEN)
    return _COMMENT_END.sub("-- ", seen.replace('"', "'"))
