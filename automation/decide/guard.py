"""The text guard: outside text may be read in GitLab but may do nothing there (rules.md G15, gitlab.md §5).

GitLab runs quick actions with the rights of whoever saves a text, notifies whoever a text mentions, and writes a note
on every issue that a text refers to. It looks for mentions and references after Markdown has been rendered, so that an
entity such as ``&#64;`` is as good as the character itself. What is neutralised here is therefore held apart by a
zero-width space, which no rendering removes, and what would be markup becomes an entity. `unguard` gives the text back.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from automation.decide.scan import URL, check_final, commands, headings, mentions

__all__ = [
    "Safe",
    "check_final",
    "collapse",
    "commands",
    "headings",
    "inline",
    "mentions",
    "prose",
    "title",
    "unguard",
]

#: characters of one outside value; what is longer is cut (rules.md G15)
VALUE_LIMIT: Final = 4_000
#: characters of a title that GitLab takes
TITLE_LIMIT: Final = 255

_GAP: Final = "\u200b"
#: they join the letters of many scripts and the parts of emoji, and do nothing else
_JOINERS: Final = "\u200c\u200d"
#: the ends of values that `automation.decide.output` marks; no text may bring its own (Unicode noncharacters)
_RESERVED: Final = "\ufdd0\ufdd1"

_LINK: Final = re.compile(URL)
_ENTITY: Final = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
#: signs that a gap is put behind; at the end of a value also those that the text behind it could make something of
_REFERENCES: Final = (
    r"(?<![A-Za-z0-9])@|@$",  # a mention; within a word it is an address
    r"~",  # a label, a fence
    r"\[|\](?=[\[(:]|$)",  # a task, a link, an image, a footnote, GitLab's [issue:1]
    r"[#$](?=\d|$)",  # an issue, a snippet
    r"&(?=\d|#?[A-Za-z0-9]*$)",  # an epic, the beginning of an entity
    r"!(?=[\d\[]|$)",  # a merge request, an image
    r"%(?=[\w\"]|$)",  # a milestone
    r"(?i:(?<![A-Za-z0-9])GL-)(?=\d|$)",  # an issue by its long form
    r"--!?$",  # the end of a comment
    r":$",  # the name of a field, where the text makes it bold
)
#: a backslash would take the meaning from the entity behind it
_ESCAPE: Final = r"\\(?=[!-/:-@\[-`{-~]|$)"
_IN_TITLE: Final = re.compile("|".join(_REFERENCES))
_IN_TEXT: Final = re.compile(
    "|".join(
        (
            rf"(?P<link>(?<!\S){URL})",
            rf"(?P<entity>{_ENTITY})",
            r"(?P<closing>--!?>)",
            r"(?P<sign>[<`])",
            _ESCAPE,
            *_REFERENCES,
        )
    )
)
_SIGNS: Final = {"<": "&lt;", "`": "&#96;"}
#: what Markdown or GitLab takes for more than text at the beginning of a line
_LINE_START: Final = re.compile(r"[/#>+*=|_-]|\d{1,9}[.)]")
_LIST_MARK: Final = re.compile(r"(?:(?:[-*+]|\d{1,9}[.)]) )?")
_GUARDED: Final = re.compile(rf"{_GAP}|&(?:lt|gt|amp|#96);")
_PLAIN: Final = {_GAP: "", "&lt;": "<", "&gt;": ">", "&amp;": "&", "&#96;": "`"}


class Safe(str):
    """Markdown that needs no guard: it was guarded already, or the configuration wrote it.

    Whatever is made of it by cutting, joining or replacing is an ordinary string again, and guarded.
    """

    __slots__ = ()


def collapse(value: str, limit: int = VALUE_LIMIT) -> str:
    """`value` as one line of at most `limit` characters, without control and direction characters."""
    return _cut(" ".join(_visible(value).split()), limit)


def inline(value: str) -> Safe:
    """`value` as one inert line that may stand anywhere in Markdown; links stay links."""
    return Safe(_apart(_IN_TEXT.sub(_neutral, collapse(value))))


def prose(value: str) -> Safe:
    """`value` as an inert quotation, line by line; its lists stay lists, links stay links. Nothing gives nothing."""
    lines = [" ".join(line.split()) for line in _cut(_visible(value), VALUE_LIMIT).splitlines()]
    kept = [line for number, line in enumerate(lines) if line or (number and lines[number - 1])]
    quoted = "\n".join(f"> {_quoted(line)}".rstrip() for line in "\n".join(kept).strip().splitlines())
    return Safe(quoted)


def title(value: str) -> str:
    """`value` as the title of an issue: one line of at most 255 characters that mentions and refers to nothing."""
    return _cut(_IN_TITLE.sub(rf"\g<0>{_GAP}", collapse(value, TITLE_LIMIT)), TITLE_LIMIT)


def unguard(text: str) -> str:
    """The value that `inline` was given, as `collapse` shows it; of text that was never guarded, its plain reading."""
    return _GUARDED.sub(lambda match: _PLAIN[match[0]], text)


def _visible(value: str) -> str:
    """`value` with line breaks of every kind as one kind, and without what nobody sees."""
    lines = value.replace("\t", " ").splitlines()
    return "\n".join("".join(filter(_is_visible, line)) for line in lines)


def _is_visible(char: str) -> bool:
    """Not a control, direction or other format character, nor half a character, nor one of ours."""
    return char in _JOINERS or (unicodedata.category(char) not in {"Cc", "Cf", "Cs"} and char not in _RESERVED)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"


def _neutral(match: re.Match[str]) -> str:
    found = match[0]
    match match.lastgroup:
        case "link":
            return found
        case "entity":
            # the number in &#64; would refer to issue 64 once the entity is none
            return "&amp;" + found[1:].replace("#", f"#{_GAP}")
        case "closing":
            return found.replace(">", "&gt;")
        case "sign":
            return _SIGNS[found]
        case _:
            return found + _GAP


def _apart(text: str) -> str:
    """`text` as it may stand at the beginning of a line, or behind a letter, which would make its first link none."""
    link = _LINK.match(text)
    return _GAP + text if _LINE_START.match(text) or (link and _IN_TITLE.search(link[0])) else text


def _quoted(line: str) -> str:
    mark = _LIST_MARK.match(line)
    start = mark.end() if mark else 0
    return line[:start] + _apart(_IN_TEXT.sub(_neutral, line[start:]))
