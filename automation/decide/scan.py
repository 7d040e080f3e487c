"""What a text would do in GitLab: commands, mentions, headings and more; and whether values added any of it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Final

from automation.decide.lines import FIELD, TASK, Kind, heading, read_lines, without_comments
from automation.decide.quick_actions import commands, slash_lines

__all__ = ["URL", "check_final", "commands", "headings", "mentions"]

#: a link that GitLab makes one of as a whole, so that nothing in it is looked at: no brackets, quotes, entities
URL: Final = (
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}(?::\d{1,5})?"
    r"(?:[/?#](?:(?:[A-Za-z0-9._~/?#=%+@:-]|&(?!#?[A-Za-z0-9]{1,32};))*[A-Za-z0-9/])?)?"
)
#: GitLab's user and group paths (lib/gitlab/path_regex.rb)
USERNAME: Final = r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*"

_LINK: Final = re.compile(rf"(?<![A-Za-z0-9]){URL}")
_MENTION: Final = re.compile(rf"(?<![A-Za-z0-9])@({USERNAME})")
#: code between longer runs counts as text: rather one mention too many
_CODE: Final = re.compile(r"(?<!`)(`{1,3})(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_TASK: Final = re.compile(rf"^[ \t>]*{TASK}", re.MULTILINE)
_FIELD: Final = re.compile(f"^{FIELD}", re.MULTILINE)


def mentions(text: str) -> frozenset[str]:
    """The usernames and groups that `text` mentions live: outside code, comments and links; entities count."""
    shown = "\n".join(line.raw for line in read_lines(text) if line.kind in {Kind.TEXT, Kind.QUOTE})
    return frozenset(_live(_unlinked(_CODE.sub(" ", without_comments(shown)))))


def _unlinked(text: str) -> str:
    """`text` without links, but for their last character, and with its entities read."""
    return html.unescape(_LINK.sub(lambda match: match[0][-1], text))


def _live(text: str) -> Iterable[str]:
    return (found.rstrip(".-") for found in _MENTION.findall(text))


def headings(text: str) -> tuple[tuple[int, str], ...]:
    """Level and words of the headings of `text` outside code, comments and quotations, in order."""
    return tuple(found for line in read_lines(text) if (found := heading(line)))


def _fields(text: str) -> Iterable[str]:
    return (name.removesuffix(":") for name in _FIELD.findall(text))


def _comments(text: str) -> Iterable[str]:
    return re.findall(r"<!--|-->", text)


def _levels(text: str) -> Iterable[str]:
    return (f"{'#' * level}" for level, _ in headings(text))


def _tasks(text: str) -> Iterable[str]:
    return ("- [ ]" for _ in _TASK.findall(text))


def _unlinked_mentions(text: str) -> Iterable[str]:
    """Mentions even where code would hide them: a value could have closed it."""
    return (f"@{name}" for name in _live(_unlinked(text)))


#: what a text can do, by the words for it
_DEEDS: Final[Mapping[str, Callable[[str], Iterable[str]]]] = {
    "the command {}": slash_lines,
    "the mention {}": _unlinked_mentions,
    "the field {}": _fields,
    "the comment sign {}": _comments,
    "a heading {}": _levels,
    "a task {}": _tasks,
}


def check_final(final: str, bare: str) -> tuple[str, ...]:
    """What `final` does beyond `bare`, the same text without its values, in words; empty where all is well.

    A command of `bare` that `final` has but would not run counts too: a value must not hide one either.
    """
    if final == bare:
        return ()
    extra = [words.format(repr(what)) for words, find in _DEEDS.items() for what in _more(find(final), find(bare))]
    hidden = set(_more(commands(bare), commands(final))) & set(slash_lines(final))
    return (*extra, *(f"something that hides the command {line!r}" for line in sorted(hidden)))


def _more(found: Iterable[str], expected: Iterable[str]) -> list[str]:
    return list((Counter(found) - Counter(expected)).elements())
