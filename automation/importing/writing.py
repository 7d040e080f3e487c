"""Policies as a program of ours, in the YAML that a person would write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any

from automation.importing.scalars import WIDTH, folded, inline, is_block

#: comments by the key above which they stand, ``select.labels`` for one within another
Notes = Mapping[str, Sequence[str]]


def written(data: Mapping[str, Any], indent: int, notes: Notes | None = None) -> Iterator[str]:
    """The lines of a mapping, with `notes` above its keys."""
    pad, notes = " " * indent, notes or {}
    for key, value in data.items():
        yield from (f"{pad}{note}" for note in notes.get(key, ()))
        yield from _entry(f"{pad}{inline(key)}:", value, indent, _below(key, notes))


def item(data: Mapping[str, Any], indent: int, notes: Notes | None = None) -> Iterator[str]:
    """The lines of a mapping in a list; what stands above its first key stands above all of it."""
    lines = list(written(data, indent + 2, notes))
    above = next(number for number, line in enumerate(lines) if not line.lstrip().startswith("#"))
    pad = " " * indent
    yield from (f"{pad}{line.strip()}" for line in lines[:above])
    yield f"{pad}- {lines[above].strip()}"
    yield from lines[above + 1 :]


def comment_lines(words: str, lead: str = "", *, indent: int = 0) -> list[str]:
    """`words` as comments that, with `indent` in front, fit on a line; `lead` stands before the first word."""
    return wrap(
        " ".join(words.split()),
        WIDTH - indent,
        initial_indent=f"# {lead}",
        subsequent_indent=f"# {' ' * len(lead)}",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _below(key: str, notes: Notes) -> Notes:
    """Those of `notes` that belong into the value of `key`."""
    return {name.removeprefix(f"{key}."): lines for name, lines in notes.items() if name.startswith(f"{key}.")}


def _entry(head: str, value: Any, indent: int, notes: Notes) -> Iterator[str]:
    if isinstance(value, str):
        yield from _text(head, value, indent + 2)
    elif not isinstance(value, (Mapping, Sequence)) or _fits(head, value, notes):
        yield f"{head} {inline(value)}"
    else:
        yield head
        yield from _block(value, indent + 2, notes)


def _fits(head: str, value: Any, notes: Notes) -> bool:
    """Whether `value` stands on the line of its key: short, and with nothing in it that needs lines of its own."""
    inner = value.values() if isinstance(value, Mapping) else value
    nested = any(isinstance(part, (Mapping, list)) or (isinstance(part, str) and "\n" in part) for part in inner)
    return not nested and not notes and len(f"{head} {inline(value)}") <= WIDTH


def _block(value: Any, indent: int, notes: Notes) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from written(value, indent, notes)
        return
    for part in value:
        if isinstance(part, Mapping):
            yield from item(part, indent, notes)
        else:
            yield f"{' ' * indent}- {inline(part)}"


def _text(head: str, text: str, indent: int) -> Iterator[str]:
    pad = " " * indent
    if is_block(text):
        yield f"{head} |"
        yield from (f"{pad}{line}" if line.strip() else "" for line in text.removesuffix("\n").split("\n"))
        return
    lines = folded(text, WIDTH - indent) if len(head) + len(inline(text)) >= WIDTH else None
    if lines is None:
        yield f"{head} {inline(text)}"
    else:
        yield f"{head} >-"
        yield from (f"{pad}{line}" for line in lines)
