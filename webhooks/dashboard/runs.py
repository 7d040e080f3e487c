"""``/runs``: what was done, newest first, by page and filter."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final, TypeVar

from werkzeug.exceptions import BadRequest

from automation.model.decision import Outcome
from automation.model.refs import is_without_issue
from automation.model.work import RunState
from automation.runtime.store import RunFilter
from webhooks.dashboard.asked import Asked
from webhooks.dashboard.rows import Row, rows

#: runs on one page
PAGE: Final = 25
_ADDRESS: Final = re.compile(r"(?:https?://[^/\s]+/)?(?P<project>[^#\s]+?)(?:/-/(?:issues|work_items)/|#)(?P<iid>\d+)")
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What the runs were asked for by; None asks for all."""

    workflow: str | None
    outcome: Outcome | None
    #: username
    actor: str | None
    #: name of a rule that matched
    rule: str | None
    state: RunState | None
    #: ``path#iid``, or that of other work, as ``schedule:<name>``
    issue: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What the filters may be set to."""

    workflows: tuple[str, ...]
    outcomes: tuple[str, ...]
    rules: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """One page of runs."""

    filter: Filter
    choices: Choices
    #: the page begins behind this run; None for the newest
    before: str | None
    rows: tuple[Row, ...]
    #: the query of the first page
    newest: dict[str, str]
    #: the query of the next page; None on the last one
    older: dict[str, str] | None


def runs(asked: Asked) -> Runs:
    """The page that the query asks for.

    Raises:
        BadRequest: a filter has no such value.
        StoreUnavailable: the database is away.
    """
    wanted, before = _filter(asked), asked.said("before")
    found = asked.store.runs(_stored(wanted), before=before, limit=PAGE + 1)
    shown = found[:PAGE]
    return Runs(
        filter=wanted,
        choices=_choices(asked),
        before=before,
        rows=rows(shown, asked),
        newest=_query(wanted),
        older={**_query(wanted), "before": shown[-1].id} if len(found) > PAGE else None,
    )


def _filter(asked: Asked) -> Filter:
    return Filter(
        workflow=asked.said("workflow"),
        outcome=_word(Outcome, asked, "outcome"),
        actor=(asked.said("actor") or "").removeprefix("@") or None,
        rule=asked.said("rule"),
        state=_word(RunState, asked, "state"),
        issue=_work_key(asked.said("issue")),
    )


def _stored(wanted: Filter) -> RunFilter:
    return RunFilter(
        workflow=wanted.workflow,
        outcome=wanted.outcome,
        actor=wanted.actor,
        rule=wanted.rule,
        state=wanted.state,
        work_key=wanted.issue,
    )


def _choices(asked: Asked) -> Choices:
    return Choices(
        workflows=tuple(asked.rules.workflows),
        outcomes=tuple(Outcome),
        rules=asked.rules.rule_names(),
        states=tuple(RunState),
    )


def _query(wanted: Filter) -> dict[str, str]:
    return {name: str(value) for name, value in asdict(wanted).items() if value is not None}


def _word(kind: type[_Word], asked: Asked, name: str) -> _Word | None:
    said = asked.said(name)
    try:
        return kind(said) if said else None
    except ValueError:
        words = f"There is no such {name}; there are {', '.join(kind)}."
        raise BadRequest(words) from None


def _work_key(text: str | None) -> str | None:
    """The work key that `text` means: group/project#12, the address of an issue, intake:workflow or schedule:name."""
    if text is None or is_without_issue(text):
        return text
    found = _ADDRESS.fullmatch(text)
    if found is None:
        words = "An issue is written as group/project#12, or as its address in GitLab."
        raise BadRequest(words)
    return f"{found['project']}#{found['iid']}"
