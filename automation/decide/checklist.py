"""Task lists of a description, by the section that they stand in (design.md §6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from automation.decide.guard import unguard
from automation.decide.lines import TASK, Line, heading, read_lines

_TASK: Final = re.compile(rf"(?P<indent>[ \t]*){TASK}[ \t]+(?P<text>\S.*)")
_OPTIONAL: Final = re.compile(r"\(optional\)", re.IGNORECASE)
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKUP: Final = re.compile(r"[*_`~]")
#: characters of a heading or task that are looked at
_LONGEST: Final = 500
#: deeper headings divide a section, they begin none
_SECTION_LEVEL: Final = 2
#: a tab, or as many spaces, makes code of a line that continues no list
_CODE_INDENT: Final = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One task."""

    #: without markup
    text: str
    done: bool
    #: marked ``(optional)``, or struck out as GitLab's ``[~]``: it need not be done
    optional: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    """The tasks of one section, in order."""

    items: tuple[Item, ...] = ()

    @property
    def total(self) -> int:
        """How many tasks must be done."""
        return sum(not item.optional for item in self.items)

    @property
    def completed(self) -> int:
        """How many of these are done."""
        return sum(item.done and not item.optional for item in self.items)

    @property
    def progress(self) -> tuple[int, int]:
        """`completed` and `total`."""
        return self.completed, self.total

    @property
    def done(self) -> bool:
        """Whether there are tasks and all that must be done are done."""
        return bool(self.items) and self.completed == self.total


def read_checklists(description: str) -> dict[str, Checklist]:
    """The tasks of each section of `description` by the words of its heading; '' for those above all headings.

    Sections begin at headings of the first and second level; those without tasks have an empty list, those of the
    same name share one. Tasks in code, quotations and comments do not count.
    """
    return dict(_read(description))


@lru_cache(maxsize=16)
def _read(description: str) -> tuple[tuple[str, Checklist], ...]:
    sections: dict[str, list[Item]] = {}
    section = ""
    for line, match in _walk(read_lines(description)):
        title = heading(line)
        if title and title[0] <= _SECTION_LEVEL:
            section = plain(title[1])
            sections.setdefault(section, [])
        elif match:
            sections.setdefault(section, []).append(_item(match))
    return tuple((name, Checklist(tuple(items))) for name, items in sections.items())


def open_tasks(description: str) -> tuple[str, ...]:
    """The tasks of `description` that must be done and are not, in order, without markup."""
    found = (item for checklist in read_checklists(description).values() for item in checklist.items)
    return tuple(item.text for item in found if not (item.done or item.optional))


def tick(description: str, text_prefix: str) -> str:
    """`description` with the first open task ticked that begins with `text_prefix`, whatever the case and markup."""
    wanted = plain(text_prefix).casefold()
    position = 0
    for line, match in _walk(read_lines(description)):
        if match and match["mark"] == " " and plain(match["text"]).casefold().startswith(wanted):
            place = position + match.start("mark")
            return f"{description[:place]}x{description[place + 1 :]}"
        position += len(line.raw) + len(line.ending)
    return description


def ticked(line: str) -> str | None:
    """`line` with the open task that it is ticked; None where it is none."""
    match = _TASK.fullmatch(line)
    if match is None or match["mark"] != " ":
        return None
    return f"{line[: match.start('mark')]}x{line[match.end('mark') :]}"


def plain(text: str) -> str:
    """The first 500 characters of `text` without Markdown's signs for emphasis, code and links."""
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", unguard(text[:_LONGEST]))).split())


def _walk(lines: tuple[Line, ...]) -> Iterator[tuple[Line, re.Match[str] | None]]:
    """Each line with the task that it is; a line as deep as code is a task only below another one."""
    in_list = False
    for line in lines:
        match = _TASK.fullmatch(line.text) if "[" in line.text else None
        if match and not in_list and len(match["indent"].expandtabs(_CODE_INDENT)) >= _CODE_INDENT:
            match = None
        yield line, match
        in_list = match is not None or (in_list and line.raw[:1] in {"", " ", "\t"})


def _item(match: re.Match[str]) -> Item:
    optional = match["mark"] == "~" or bool(_OPTIONAL.search(match["text"]))
    return Item(text=plain(_OPTIONAL.sub("", match["text"])), done=match["mark"] in "xX", optional=optional)
