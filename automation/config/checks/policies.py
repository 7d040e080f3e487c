"""Policies and stale handling: their names, selections, digests and times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from automation.config.checks.names import Names
from automation.config.checks.selection import check_selection
from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.policy import Digest, Policy, Stale
from automation.config.positions import Trail
from automation.config.words.span import to_span


def check_policies(policies: Iterable[Policy], names: Names, trail: Trail) -> Iterator[Problem]:
    """Everything that is wrong with the policies at `trail`."""
    for index, policy in enumerate(policies):
        place = (*trail, index)
        yield from _check_scope(policy, names, place)
        if not policy.do and policy.digest is None:
            remedy = "Write do: with actions, or digest:."
            yield Problem(trail=place, message="this policy does nothing", remedy=remedy, code="missing-key")
        if policy.digest is not None:
            yield from _check_digest(policy.digest, names, (*place, "digest"))


def check_stale(entries: Iterable[Stale], names: Names, trail: Trail) -> Iterator[Problem]:
    """Everything that is wrong with the stale handling at `trail`."""
    for index, entry in enumerate(entries):
        place = (*trail, index)
        yield from _check_scope(entry, names, place)
        yield from check_word(to_span, entry.after, (*place, "after"))
        if entry.close_after is not None:
            yield from check_word(to_span, entry.close_after, (*place, "close_after"))
        yield from _check_marked(entry, place)


def _check_scope(spec: Policy | Stale, names: Names, trail: Trail) -> Iterator[Problem]:
    if not spec.name.strip():
        yield Problem(trail=(*trail, "name"), message="this is no name", remedy="Write some words.", code="invalid")
    yield from names.workflows.check_all(spec.workflow, (*trail, "workflow"))
    yield from names.projects.check_all(spec.project, (*trail, "project"))
    yield from check_selection(spec.select, names, (*trail, "select"))


def _check_digest(digest: Digest, names: Names, trail: Trail) -> Iterator[Problem]:
    yield from names.projects.check(digest.project, (*trail, "project"))
    for index, entry in enumerate(digest.assignees):
        yield from names.check_listed(entry, (*trail, "assignees", index))


def _check_marked(entry: Stale, trail: Trail) -> Iterator[Problem]:
    """The label marks the issue, and what marks it cannot be what selects it."""
    select = entry.select
    if not entry.label.strip() or set("*{,") & set(entry.label):
        remedy = "Write the name of one label, such as Stale."
        yield Problem(trail=(*trail, "label"), message="this must be one label", remedy=remedy, code="invalid")
    wrong = {
        "state": select.state != "opened",
        "quiet": select.quiet is not None,
        "labels": entry.label in select.labels,
        "labelled": any(dwell.label == entry.label for dwell in select.labelled),
    }
    words = {"state": "only open issues become stale", "quiet": "`after` says already how long an issue is quiet"}
    for name in (name for name, found in wrong.items() if found):
        message = words.get(name, "this label is what marks a stale issue")
        yield Problem(trail=(*trail, "select", name), message=message, remedy="Leave it out.", code="impossible")
