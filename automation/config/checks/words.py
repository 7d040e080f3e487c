"""Values that are small languages of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.words.fault import WordFault


def check_word(read: Callable[[str], object], word: str, trail: Trail, *, at_key: bool = False) -> Iterator[Problem]:
    """A problem if `read` does not understand the `word` at `trail`, which is the key there where `at_key` says so."""
    try:
        read(word)
    except WordFault as fault:
        remedy = f"{fault.remedy[0].upper()}{fault.remedy[1:]}."
        yield Problem(trail=trail, message=f"this is {fault.what}", remedy=remedy, code="invalid", at_key=at_key)


def check_scope(scope: str, trail: Trail, *, at_key: bool = False) -> Iterator[Problem]:
    """A problem if `scope` is not what stands before the last ``::`` of a label."""
    yield from check_label(scope, trail, at_key=at_key)
    if scope != scope.strip(" :*") or not scope:
        remedy = "Write Story for the labels Story::Drafting and Story::Published."
        yield Problem(trail=trail, message="this is no label scope", remedy=remedy, code="invalid", at_key=at_key)


def check_label(name: str, trail: Trail, *, at_key: bool = False) -> Iterator[Problem]:
    """A problem if no label can be called `name`: commas part labels (GitLab's source, app/models/label.rb)."""
    if "," in name:
        message = "GitLab takes no comma in the name of a label"
        remedy = "Write several labels as a list, or the name without it."
        yield Problem(trail=trail, message=message, remedy=remedy, code="invalid", at_key=at_key)
