"""Selections: words that are not understood, names that do not exist, and conditions that no issue can meet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from automation.config.checks.names import Known, Names
from automation.config.checks.words import check_label, check_word
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.selection import Age, Amount, Due, Members, Selection
from automation.config.words.fault import WordFault
from automation.config.words.regexp import to_regexp
from automation.config.words.span import to_days_span, to_span

_AGES: Final = ("created", "updated", "closed")
_AMOUNTS: Final = ("weight", "upvotes", "downvotes", "comments", "threads", "merge_requests")
_MEMBERS: Final = ("author_in", "author_not_in", "assignee_in", "assignee_not_in")
_LABELS: Final = ("labels", "any_label", "without_labels")
_TYPES: Final = Known("type", ("issue", "incident", "task", "test_case", "requirement", "ticket"))
#: words of `assignee` that are no username
_PRESENCE: Final = frozenset({"none", "any"})
#: on which ages are compared
_SOME_DAY: Final = datetime(2027, 3, 31, tzinfo=UTC)


def check_selection(spec: Selection, names: Names, trail: Trail) -> Iterator[Problem]:
    """Everything that is wrong with the selection at `trail`."""
    yield from _check_texts(spec, trail)
    yield from _check_times(spec, trail)
    yield from _check_labels(spec, trail)
    yield from _check_people(spec, names, trail)
    yield from _TYPES.check_all([name.casefold() for name in spec.type], (*trail, "type"))
    for name in _AMOUNTS:
        amount = getattr(spec, name)
        if isinstance(amount, Amount):
            yield from _check_amount(amount, (*trail, name))


def _check_texts(spec: Selection, trail: Trail) -> Iterator[Problem]:
    for name in ("title", "description"):
        written = getattr(spec, name)
        if written is not None:
            yield from check_word(to_regexp, written, (*trail, name))


def _check_times(spec: Selection, trail: Trail) -> Iterator[Problem]:
    for name in _AGES:
        age = getattr(spec, name)
        if age is not None:
            yield from _check_age(age, (*trail, name))
    for index, dwell in enumerate(spec.labelled):
        yield from _check_age(dwell, (*trail, "labelled", index))
    if spec.quiet is not None:
        yield from check_word(to_span, spec.quiet, (*trail, "quiet"))
    if isinstance(spec.due, Due):
        for name in ("within", "overdue"):
            written = getattr(spec.due, name)
            if written is not None:
                yield from check_word(to_days_span, written, (*trail, "due", name))
    if spec.closed is not None and spec.state == "opened":
        yield _never((*trail, "closed"), "only open issues are selected", "Write state: closed, or all, beside it")


def _check_age(age: Age, trail: Trail) -> Iterator[Problem]:
    for name in ("older_than", "newer_than"):
        written = getattr(age, name)
        if written is not None:
            yield from check_word(to_span, written, (*trail, name))
    if age.older_than is None or age.newer_than is None:
        return
    try:
        older, newer = (to_span(words).before(_SOME_DAY) for words in (age.older_than, age.newer_than))
    except WordFault:
        return
    if older <= newer:
        message = f"nothing is older than {age.older_than} and newer than {age.newer_than}"
        yield _never(trail, message, "Make newer_than the longer time")


def _check_amount(amount: Amount, trail: Trail) -> Iterator[Problem]:
    least = -1 if amount.greater_than is None else amount.greater_than
    if amount.less_than is not None and amount.less_than <= max(least, -1) + 1:
        yield _never(trail, "no number is in this range", "Make less_than the larger number by two at least")


def _check_labels(spec: Selection, trail: Trail) -> Iterator[Problem]:
    for key in _LABELS:
        for index, name in enumerate(getattr(spec, key)):
            yield from check_label(name, (*trail, key, index))
    wanted = [*spec.labels, *(dwell.label for dwell in spec.labelled)]
    for index, name in enumerate(spec.without_labels):
        if name in wanted or (name == "*" and (wanted or spec.any_label)):
            place = (*trail, "without_labels", index)
            yield _never(place, "this label is wanted at the same time", "Leave it out here or there")
    for index, dwell in enumerate(spec.labelled):
        yield from check_label(dwell.label, (*trail, "labelled", index, "label"))
        if "*" in dwell.label:
            remedy = "Write the name of one label."
            message = "this must be one label"
            yield Problem(trail=(*trail, "labelled", index, "label"), message=message, remedy=remedy, code="invalid")
    if spec.no_other_labels and not (spec.labels or spec.any_label):
        message = "no labels are named that an issue may have"
        remedy = 'Name them under labels or any_label; for issues without any, write without_labels: "*".'
        yield Problem(trail=(*trail, "no_other_labels"), message=message, remedy=remedy, code="missing-key")


def _check_people(spec: Selection, names: Names, trail: Trail) -> Iterator[Problem]:
    for name in _MEMBERS:
        members = getattr(spec, name)
        if members is not None:
            yield from _check_members(members, names, (*trail, name))
    words = [name.casefold() for name in spec.assignee]
    if len(words) > 1 and _PRESENCE & set(words):
        remedy = "Write none or any alone, or usernames."
        message = "none and any stand alone"
        yield Problem(trail=(*trail, "assignee"), message=message, remedy=remedy, code="invalid")
    if words == ["none"] and (spec.assignee_in is not None or spec.assignee_not_in is not None):
        yield _never((*trail, "assignee"), "an assignee is wanted at the same time", "Leave out one of them")


def _check_members(members: Members, names: Names, trail: Trail) -> Iterator[Problem]:
    if members.project is not None:
        yield from names.projects.check(members.project, (*trail, "project"))
    if members.group is not None:
        yield from names.groups.check(members.group, (*trail, "group"))


def _never(trail: Trail, message: str, remedy: str) -> Problem:
    """A condition that no issue can meet."""
    return Problem(trail=trail, message=message, remedy=f"{remedy}.", code="impossible")
