"""Idioms about who opened it, and about state, type and milestone."""

from __future__ import annotations

import re
from typing import Final

from automation.importing.jinja_words import quoted
from automation.importing.ruby.labels import words_of
from automation.importing.ruby.meaning import Meaning

AUTHOR: Final = re.compile(r"author ?(?P<sign>==|!=) ?'(?P<name>[^']+)'")
AUTHORS: Final = re.compile(r"(?P<list>\[[^\]]*\]|%w\[[^\]]*\])\.include\?\(? ?author ?\)?")
WORD: Final = re.compile(r"resource\.(?P<what>state|type|issue_type) ?(?P<sign>==|!=) ?'(?P<word>\w+)'")
TITLE: Final = re.compile(r"milestone\.title ?(?P<sign>==|!=) ?'(?P<title>[^']+)'")
EXPIRED: Final = re.compile(r"milestone\.(?:expired\?|due_date ?< ?TODAY)")
STATE: Final = re.compile(
    r"milestone\.(?:(?P<word>active|closed)\?|state ?(?P<sign>==|!=) ?'(?P<state>active|closed)')"
)
TRUTH: Final = re.compile(r"true|false")
#: titles that `select` reads as something else
_WORDS: Final = frozenset({"none", "any", "upcoming", "started", "expired"})


def author(match: re.Match[str]) -> Meaning:
    """``author == 'steve.george'``."""
    found = Meaning(when=f"issue.author == {quoted(match['name'])}", pick=("author", [match["name"]]))
    return found.opposite if match["sign"] == "!=" else found


def authors(match: re.Match[str]) -> Meaning:
    """``%w[steve.george april.marks].include?(author)``."""
    names = words_of(match["list"])
    return Meaning(when=f"issue.author in [{', '.join(map(quoted, names))}]", pick=("author", names))


def word(match: re.Match[str]) -> Meaning:
    """``resource['state'] == 'opened'``, ``resource['issue_type'] == 'incident'``."""
    key, value = match["what"].removeprefix("issue_"), match["word"].casefold()
    subject = "issue.state" if key == "state" else "issue.type | lower"
    found = Meaning(when=f"{subject} == {quoted(value)}", pick=(key, value if key == "state" else [value]))
    return found.opposite if match["sign"] == "!=" else found


def title(match: re.Match[str]) -> Meaning:
    """``milestone.title == '17.0'``."""
    plain = match["title"].casefold() not in _WORDS
    pick = ("milestone", match["title"]) if plain else None
    found = Meaning(when=f"issue.milestone == {quoted(match['title'])}", pick=pick)
    return found.opposite if match["sign"] == "!=" else found


def expired(match: re.Match[str]) -> Meaning:
    """``milestone&.expired?``."""
    del match
    return Meaning(when="issue.milestone_due and issue.milestone_due < today", pick=("milestone", "expired"))


def state(match: re.Match[str]) -> Meaning:
    """``milestone.active?``, ``milestone.state == 'closed'``."""
    found = Meaning(when=f"issue.milestone_state == {quoted(match['word'] or match['state'])}")
    return found.opposite if match["sign"] == "!=" else found


def truth(match: re.Match[str]) -> Meaning:
    """``true``, ``false``."""
    return Meaning(when=match[0])
