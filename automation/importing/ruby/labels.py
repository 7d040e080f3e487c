"""Idioms about labels: one of these names, of this scope, beginning with this."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from automation.importing.jinja_words import any_of, quoted
from automation.importing.ruby.meaning import Meaning, Pick

_NAME: Final = r"(?P<{0}>\w+)(?:\.name|\.title)?"
BLOCK: Final = re.compile(r"labels\.(?P<how>any|none)\? ?\{ ?\|(?P<name>\w+)\| (?P<tests>.+?) ?\}")
INCLUDES: Final = re.compile(r"labels\.include\?\(? ?'(?P<label>[^']+)' ?\)?")
GREP: Final = re.compile(r"labels\.(?P<how>grep|grep_v)\(/\^(?P<start>(?:[\w :-]|\\.)+)/\)\.(?P<word>any\?|empty\?)")
AMONG: Final = re.compile(r"\(labels & (?P<list>\[[^\]]*\]|%w\[[^\]]*\])\)\.(?P<word>any\?|empty\?)")
_TEST: Final = re.compile(
    r"(?P<name>\w+)(?:\.name|\.title)?"
    r"(?: ?== ?'(?P<equal>[^']+)'|\.start_with\?\(? ?'(?P<start>[^']+)' ?\)?|\.end_with\?\(? ?'(?P<end>[^']+)' ?\)?"
    r"|\.include\?\(? ?'(?P<part>[^']+)' ?\)?|(?: ?=~ ?|\.match\?\()/\^(?P<begin>[\w :-]+)/\)?)"
)
_FORMS: Final = {"equal": "{}", "start": "{}*", "end": "*{}", "part": "*{}*", "begin": "{}*"}


def block(match: re.Match[str]) -> Meaning:
    """``labels.none? { |l| l.name == 'P1' || l.name == 'P2' }``; nothing where a test is none of ours."""
    patterns = list(_patterns(match["tests"], match["name"]))
    if None in patterns:
        return Meaning()
    found = has_one([pattern for pattern in patterns if pattern])
    return found.opposite if match["how"] == "none" else found


def _patterns(tests: str, name: str) -> Iterator[str | None]:
    for test in tests.split("||"):
        match = _TEST.fullmatch(test.strip())
        if match is None or match["name"] != name or match.lastgroup is None:
            yield None
        else:
            yield _FORMS[match.lastgroup].format(match[match.lastgroup])


def includes(match: re.Match[str]) -> Meaning:
    """``resource['labels'].include?('bug')``."""
    return has_one([match["label"]])


def grep(match: re.Match[str]) -> Meaning:
    """``labels.grep(/^type::/).any?``."""
    if match["how"] == "grep_v":
        return Meaning()
    found = has_one([re.sub(r"\\(.)", r"\1", match["start"]) + "*"])
    return found if match["word"] == "any?" else found.opposite


def among(match: re.Match[str]) -> Meaning:
    """``(labels & ['a', 'b']).any?``."""
    found = has_one(words_of(match["list"]))
    return found if match["word"] == "any?" else found.opposite


def words_of(written: str) -> list[str]:
    """The texts of ``['a', 'b']`` or ``%w[a b]``."""
    return written[3:-1].split() if written.startswith("%w") else re.findall(r"'([^']*)'", written)


def has_one(patterns: Sequence[str]) -> Meaning:
    """The issue has a label that one of `patterns` names."""
    pick: Pick = ("labels", list(patterns)) if len(patterns) == 1 else ("any_label", list(patterns))
    expressions = [words for pattern in patterns if (words := _expression(pattern))]
    when = any_of(expressions) if len(expressions) == len(patterns) else None
    return Meaning(when=when, pick=pick, unless=("without_labels", list(patterns)))


def _expression(pattern: str) -> str | None:
    if "*" not in pattern:
        return f"{quoted(pattern)} in labels"
    scope = pattern.removesuffix("::*")
    return f"label({quoted(scope)})" if scope != pattern and "*" not in scope else None
