"""The messages in Usher's notes, each by itself: one note may carry several (rules.md G20)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from automation.decide.notes import parse_markers
from automation.decide.scan import mentions


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    issue_id: int
    #: of its marker line; empty for a text without one
    key: str
    attrs: tuple[tuple[str, str], ...]
    text: str

    @property
    def mentions(self) -> list[str]:
        """Whom GitLab tells of it, sorted."""
        return sorted(mentions(self.text))


def messages_in(issue_id: int, body: str) -> Iterator[Said]:
    """The messages in the note `body`, in order; what stands above the first marker line is one too."""
    key, attrs, lines = "", tuple[tuple[str, str], ...](), list[str]()
    for line in body.split("\n"):
        marker = parse_markers(line)
        if marker:
            yield from _message(issue_id, key, attrs, lines)
            key, attrs, lines = marker[0][0], tuple(marker[0][1].items()), []
        else:
            lines.append(line)
    yield from _message(issue_id, key, attrs, lines)


def _message(issue_id: int, key: str, attrs: tuple[tuple[str, str], ...], lines: list[str]) -> Iterator[Said]:
    text = "\n".join(lines).strip()
    if key or text:
        yield Said(issue_id, key, attrs, text)
