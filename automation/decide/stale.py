"""Stale handling, spelt out: a policy that warns, one that closes, and the rule by which a word undoes both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automation.config.action import Action as Raw
from automation.config.policy import Policy, Stale, names_of_stale
from automation.config.program import Rule
from automation.config.selection import Dwell, Selection

#: under this name the issue remembers which entry closed it
_CLOSED_BY = "stale"


@dataclass(frozen=True, slots=True)
class Spelt:
    """What one entry of ``stale:`` stands for."""

    policies: tuple[Policy, ...]
    rule: Rule
    #: further names for conditions and texts of all of them
    names: Mapping[str, Any]


def spelt(entry: Stale) -> Spelt:
    """`entry` as policies and a rule."""
    closing = (_closing(entry, entry.close_after),) if entry.close_after is not None else ()
    words = {
        "name": entry.name,
        "label": entry.label,
        "after": entry.after,
        "close_after": entry.close_after or "",
        "reopens": entry.reopen,
    }
    return Spelt((_warning(entry), *closing), _undoing(entry), {"stale": words})


def _warning(entry: Stale) -> Policy:
    unmarked = [*entry.select.without_labels, entry.label]
    select = entry.select.model_copy(update={"quiet": entry.after, "without_labels": unmarked})
    return _policy(entry, names_of_stale(entry)[0], select, {"label": [entry.label]}, {"comment": entry.warn})


def _closing(entry: Stale, after: str) -> Policy:
    """The warning itself has changed the issue, so that `updated` counts for the warning alone."""
    spec = entry.select
    marked = {
        "quiet": after,
        "updated": None,
        "labels": [*spec.labels, entry.label],
        "labelled": [*spec.labelled, Dwell(label=entry.label, older_than=after)],
    }
    remembered = {"remember": {_CLOSED_BY: entry.name}}
    select = spec.model_copy(update=marked)
    return _policy(entry, names_of_stale(entry)[1], select, {"comment": entry.close}, {"close": True}, remembered)


def _policy(entry: Stale, name: str, select: Selection, *actions: dict[str, Any]) -> Policy:
    return Policy(
        name=name,
        workflow=entry.workflow,
        project=entry.project,
        select=select,
        when=entry.when,
        limit=entry.limit,
        do=[Raw(action) for action in actions],
        enabled=entry.enabled,
    )


def _undoing(entry: Stale) -> Rule:
    """Who sets the label by hand wants it there, and what a person closed stays closed."""
    ours = f"memory.{_CLOSED_BY} == stale.name"
    actions: list[dict[str, Any]] = [{"unlabel": [entry.label]}]
    if entry.reopen:
        actions.append({"when": {"if": ours, "do": [{"reopen": True}]}})
    actions.append({"when": {"if": ours, "do": [{"remember": {_CLOSED_BY: ""}}]}})
    return Rule(
        name=names_of_stale(entry)[2],
        on=["activity"],
        workflow=entry.workflow,
        project=entry.project,
        when="stale.label in labels and stale.label not in event.data.added",
        do=[Raw(action) for action in actions],
        enabled=entry.enabled,
    )
