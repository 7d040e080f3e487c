"""Structured comments: a line ``Word: …`` in somebody's note that does something (rules.md PC-08)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from automation.config.words.pattern import Blank, PatternFault, ValueKind, parse_pattern
from automation.decide.field_types import is_date, is_number, is_url, user_of
from automation.decide.lines import Kind, read_lines
from automation.decide.scan import USERNAME

__all__ = ["Misread", "PatternFault", "parse_pattern", "read_comment"]

#: characters of a line that are looked at
_LONGEST: Final = 2_000


class _Value(NamedTuple):
    """How one kind of value is read."""

    #: what it looks like, as a regular expression
    shape: str
    #: an example; None where the value's own name says enough
    example: str | None
    #: the value as it is kept; None for what only looks right
    read: Callable[[str], str | None]


def _checked(check: Callable[[str], bool]) -> Callable[[str], str | None]:
    return lambda value: value if check(value) else None


_VALUES: Final[Mapping[ValueKind, _Value]] = {
    ValueKind.TEXT: _Value(r"\S(?:.*?\S)?", None, str),
    ValueKind.WORD: _Value(r"\S+", None, str),
    ValueKind.DATE: _Value(r"\S+", "2027-01-31", _checked(is_date)),
    ValueKind.URL: _Value(r"\S+", "https://…", lambda value: _checked(is_url)(value.strip("<>"))),
    ValueKind.USER: _Value(rf"@?{USERNAME}", "@username", user_of),
    ValueKind.NUMBER: _Value(r"\S+", "12", _checked(is_number)),
}


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that has the word but not the form."""

    #: what was expected, for the answer to the writer
    words: str


def read_comment(word: str, pattern: str, body: str) -> dict[str, str] | Misread | None:
    """The values of the first line ``Word: …`` of `body` that has the form of `pattern`.

    The word's case does not matter; a list mark before it and bold type around it do not either. Lines in code,
    quotations and comments do not count. A date stays as written, a user comes without ``@``.

    Returns:
        None where no line has the word, `Misread` where one has but none has the form.

    Raises:
        PatternFault: `pattern` cannot be read.
    """
    form = _form(pattern)
    lines = [text for text in map(_after(word), _texts(body)) if text is not None]
    read = next((found for text in lines if (found := form.read(text)) is not None), None)
    return read if read is not None or not lines else Misread(f"write `{word}: {form.words}`")


def read_values(pattern: str, text: str) -> dict[str, str] | Misread:
    """The values of the whole `text` by the names of `pattern`; `Misread` where it has another form.

    Raises:
        PatternFault: `pattern` cannot be read.
    """
    form = _form(pattern)
    found = form.read(text[:_LONGEST])
    return found if found is not None else Misread(form.words)


def usage_of(pattern: str) -> str:
    """`pattern` as people write it, with an example in each place; raises as `read_values`."""
    return _form(pattern).words


@dataclass(frozen=True, slots=True)
class _Form:
    """A pattern, ready to read with."""

    regex: re.Pattern[str]
    blanks: tuple[Blank, ...]
    #: the pattern with an example in each place
    words: str

    def read(self, text: str) -> dict[str, str] | None:
        """The values in `text` by name; None where it has another form."""
        match = self.regex.fullmatch(text)
        if match is None:
            return None
        found = {blank.name: _VALUES[blank.kind].read(match[blank.name]) for blank in self.blanks}
        kept = {name: value for name, value in found.items() if value is not None}
        return kept if len(kept) == len(found) else None


@lru_cache(maxsize=1024)
def _form(pattern: str) -> _Form:
    parts = parse_pattern(pattern)
    regex = "".join(_literal(part) if isinstance(part, str) else _place(part) for part in parts)
    words = "".join(part if isinstance(part, str) else _VALUES[part.kind].example or part.name for part in parts)
    return _Form(re.compile(regex, re.IGNORECASE), tuple(part for part in parts if isinstance(part, Blank)), words)


def _place(blank: Blank) -> str:
    return f"(?P<{blank.name}>{_VALUES[blank.kind].shape})"


def _texts(body: str) -> list[str]:
    return [line.text.strip()[:_LONGEST] for line in read_lines(body) if line.kind is Kind.TEXT]


def _after(word: str) -> Callable[[str], str | None]:
    """What a line has behind the word and its colon."""
    head = re.compile(rf"(?:[-*+] +)?(?:\*\*)?{_literal(word)}(?::\*\*|(?:\*\*)? ?:)(?P<rest>.*)", re.IGNORECASE)

    def rest(line: str) -> str | None:
        match = head.fullmatch(line)
        return match["rest"].strip() if match else None

    return rest


def _literal(text: str) -> str:
    """`text` as a regular expression in which any gap matches any gap."""
    return r"\s+".join(map(re.escape, re.split(r"\s+", text)))
