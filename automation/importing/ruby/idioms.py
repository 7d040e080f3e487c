"""The idioms in one table, and what a whole condition means by it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from automation.importing.ruby import dates, labels, persons, presence, quantities, wordings
from automation.importing.ruby.meaning import Meaning, both, chosen, either
from automation.importing.ruby.normal import normal
from automation.importing.ruby.tree import All, Any, Choice, Not, Part, Tree, Unreadable


class Idiom(NamedTuple):
    """One way of saying something in Ruby."""

    #: for the documentation
    name: str
    #: of the whole part, in its normal spelling
    pattern: re.Pattern[str]
    meaning: Callable[[re.Match[str]], Meaning]


IDIOMS: Final = (
    Idiom("numbers: votes, comments, weight, merge requests, time, tasks", quantities.NUMBER, quantities.number),
    Idiom("numbers: zero?, positive?", quantities.ASKED, quantities.asked),
    Idiom("tasks done and tasks in all", quantities.TASKS, quantities.tasks),
    Idiom("whether there is one: empty?, any?, nil?, present?", presence.ASKED, presence.asked),
    Idiom("whether there is one: == nil, == ''", presence.EMPTY, presence.empty),
    Idiom("whether there is one: by its name", presence.BARE, presence.bare),
    Idiom("title or description by regular expression", wordings.PATTERN, wordings.pattern),
    Idiom("title or description by a part of it", wordings.PART, wordings.part),
    Idiom("title or description as a whole", wordings.EQUAL, wordings.equal),
    Idiom("labels: any?, none? with names or beginnings", labels.BLOCK, labels.block),
    Idiom("labels: include?", labels.INCLUDES, labels.includes),
    Idiom("labels: grep", labels.GREP, labels.grep),
    Idiom("labels: one of a list", labels.AMONG, labels.among),
    Idiom("due date against today", dates.DUE_LEFT, dates.due_left),
    Idiom("today against due date", dates.DUE_RIGHT, dates.due_right),
    Idiom("created, updated, closed against an earlier instant", dates.AGE_LEFT, dates.age_left),
    Idiom("an earlier instant against created, updated, closed", dates.AGE_RIGHT, dates.age_right),
    Idiom("created, updated, closed and a while against now", dates.SUM_LEFT, dates.age_left),
    Idiom("now against created, updated, closed and a while", dates.SUM_RIGHT, dates.age_right),
    Idiom("author", persons.AUTHOR, persons.author),
    Idiom("one of several authors", persons.AUTHORS, persons.authors),
    Idiom("state and type", persons.WORD, persons.word),
    Idiom("milestone by title", persons.TITLE, persons.title),
    Idiom("milestone that has expired", persons.EXPIRED, persons.expired),
    Idiom("milestone that is active or closed", persons.STATE, persons.state),
    Idiom("true and false", persons.TRUTH, persons.truth),
)


def meaning_of(tree: Tree) -> Meaning:
    """What the condition `tree` means, if it can be said in one piece.

    Raises:
        Unreadable: a part of it is none of the idioms.
    """
    match tree:
        case Part(code):
            return _part(code)
        case Not(inner):
            return meaning_of(inner).opposite
        case All(parts):
            return both([meaning_of(part) for part in parts])
        case Any(parts):
            return either([meaning_of(part) for part in parts])
        case Choice(condition, yes, no):
            return chosen(meaning_of(condition), meaning_of(yes), meaning_of(no))


def _part(code: str) -> Meaning:
    spelt = normal(code)
    for idiom in IDIOMS:
        match = idiom.pattern.fullmatch(spelt)
        found = Meaning() if match is None else idiom.meaning(match)
        if found != Meaning():
            return found
    message = f"`{code}` is none of the idioms that are known"
    raise Unreadable(message)
