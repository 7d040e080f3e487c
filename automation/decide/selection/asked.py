"""Conditions for which GitLab is asked, each only where all before it hold: members, labels, threads, people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from automation.config.selection import Amount, Dwell, Members, Selection
from automation.config.words.span import Span, to_span
from automation.decide.lookups import Place
from automation.decide.selection.amounts import within
from automation.decide.selection.labels import found
from automation.decide.selection.look import AskCondition, Look
from automation.decide.selection.times import age_misses, shown


def asked_conditions(spec: Selection, place_of: Callable[[Members], Place]) -> Iterator[AskCondition]:
    """What `spec` says that a row does not tell; `place_of` knows the paths of projects and groups."""
    if spec.author_in is not None:
        yield AskCondition("author_in", _author(place_of(spec.author_in), wanted=True))
    if spec.author_not_in is not None:
        yield AskCondition("author_not_in", _author(place_of(spec.author_not_in), wanted=False))
    if spec.assignee_in is not None:
        yield AskCondition("assignee_in", _assignees(place_of(spec.assignee_in), wanted=True))
    if spec.assignee_not_in is not None:
        yield AskCondition("assignee_not_in", _assignees(place_of(spec.assignee_not_in), wanted=False))
    yield from (AskCondition("labelled", _labelled(dwell)) for dwell in spec.labelled)
    if spec.threads is not None:
        yield AskCondition("threads", _threads(spec.threads))
    if spec.quiet is not None:
        yield AskCondition("quiet", _quiet(to_span(spec.quiet)))


def _author(place: Place, *, wanted: bool) -> Callable[[Look], str | None]:
    def misses(look: Look) -> str | None:
        author = look.row.issue.author
        words = f"{author or 'the author'} is {'no' if wanted else 'a'} member of {place.path}"
        return None if _is_member(look, place, author) == wanted else words

    return misses


def _assignees(place: Place, *, wanted: bool) -> Callable[[Look], str | None]:
    def misses(look: Look) -> str | None:
        names = look.row.issue.assignees
        if not names:
            return "nobody is assigned"
        inside = [name for name in names if _is_member(look, place, name)]
        words = f"{', '.join(inside or names)} is {'no' if wanted else 'a'} member of {place.path}"
        return None if bool(inside) == wanted else words

    return misses


def _is_member(look: Look, place: Place, username: str) -> bool:
    return bool(username) and look.ask.is_member(place, username)


def _labelled(dwell: Dwell) -> Callable[[Look], str | None]:
    """How long a label is there; one that GitLab says nothing of was there from the beginning."""

    def misses(look: Look) -> str | None:
        if not found(look.standing, dwell.label):
            return f"{dwell.label} was set just now"
        opened, told = look.row.opened_at, look.ask.labelled_at(str(look.row.issue.ref), dwell.label)
        at = max(opened, told) if told else opened
        words = age_misses(dwell, at, look.row.now)
        return f"{dwell.label} was set {shown(at)}, {words}" if words else None

    return misses


def _threads(wanted: Amount) -> Callable[[Look], str | None]:
    def misses(look: Look) -> str | None:
        number = look.ask.threads(str(look.row.issue.ref)) if look.row.issue.figures.comments else 0
        return None if within(wanted, number) else f"there are {number}"

    return misses


def _quiet(span: Span) -> Callable[[Look], str | None]:
    """Whether no person was heard of; what Usher knows itself can only say that somebody was."""

    def misses(look: Look) -> str | None:
        since = span.before(look.row.now)
        if look.last_human is not None and look.last_human > since:
            return f"somebody was heard of {shown(look.last_human)}"
        acts = look.ask.acts_since(str(look.row.issue.ref), since)
        people = {name: at for name, at in acts.items() if at > since and not look.is_bot(name)}
        if not people:
            return None
        newest = max(people, key=lambda name: people[name])
        return f"{newest or 'somebody'} was heard of {shown(people[newest])}"

    return misses
