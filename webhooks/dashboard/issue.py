"""``/issues/<project>/<iid>``: what Usher knows of one issue, and what it did about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from werkzeug.exceptions import NotFound

from automation.decide.clocks.view import overview
from automation.model.refs import IssueRef
from automation.runtime.explaining import Explanation, explain
from automation.runtime.store import IssuePage, RunFilter
from webhooks.dashboard.asked import Asked
from webhooks.dashboard.board import Due, due_mark
from webhooks.dashboard.links import issue_url
from webhooks.dashboard.reasons import Step, steps
from webhooks.dashboard.rows import Row, rows
from webhooks.dashboard.stages import tone
from webhooks.dashboard.veil import is_veiled, springs_from_veiled, veil_of

#: runs of the timeline; /runs has the others
_TIMELINE: Final = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Something remembered by name."""

    name: str
    #: None where it is hidden
    value: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """Why it was left as it is."""

    id: str
    #: who acted, and how that is known
    actor: str
    reasons: tuple[Step, ...]
    #: the rule or move that did not hold and of which most held
    nearest: Step | None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueView:
    """One issue."""

    ref: str
    project: str
    iid: int
    #: where GitLab shows it
    url: str
    #: None for a confidential issue
    title: str | None
    is_confidential: bool
    is_open: bool
    workflow: str | None
    phase: str
    stage: str | None
    tone: int | None
    #: since when it is in its stage (UTC)
    since: datetime | None
    #: the stage that it returns to from a holding one
    held_from: str | None
    assignees: tuple[str, ...]
    #: those of them that Usher chose
    owners: tuple[str, ...]
    due_date: date | None
    due: Due
    #: when it is looked at again by itself (UTC)
    wake_at: datetime | None
    #: when something about it was last written down (UTC)
    updated_at: datetime
    #: issues opened for it by workflow, and the one for which it was opened: ``path#iid``
    opened: Mapping[str, str]
    origin: str | None
    #: how far each of its clocks is, and what comes next
    clocks: tuple[Known, ...]
    facts: tuple[Known, ...]
    #: values by which it is found from other issues
    keys: tuple[Known, ...]
    #: number of rows by ledger
    ledgers: Mapping[str, int]
    #: keys of the messages that are kept up to date on it
    messages: tuple[str, ...]
    runs: tuple[Row, ...]
    #: who was chosen last, and why not the others; None where nobody was, or where it is hidden
    chosen: str | None
    #: what would bring it on; empty where it is hidden
    waits_for: tuple[str, ...]
    #: its last run; None before there is one
    last: LastRun | None


def issue(asked: Asked, project: str, iid: int) -> IssueView:
    """The issue `iid` of `project`.

    Raises:
        NotFound: Usher has never decided it.
        StoreUnavailable: the database is away.
    """
    ref = IssueRef(project, iid)
    known = asked.store.issue(ref)
    if known is None:
        words = f"Usher knows nothing of {ref}."
        raise NotFound(words)
    return _view(asked, known)


def _hides(asked: Asked, explained: Explanation) -> bool:
    """Whether the page of its last run hides what may quote somebody."""
    return any(veil_of(told.run, asked.store, asked.rules).words for told in explained.runs)


def _last(explained: Explanation, *, hide_details: bool) -> LastRun | None:
    if not explained.runs:
        return None
    told = explained.runs[0]
    nearest = (told.nearest,) if told.nearest else ()
    return LastRun(
        id=told.run.id,
        actor=told.actor,
        reasons=steps(told.run.decision.reasons, hide_details=hide_details),
        nearest=next(iter(steps(nearest, hide_details=hide_details)), None),
    )


def _view(asked: Asked, known: IssuePage) -> IssueView:
    card, memory = known.card, known.memory
    veiled = is_veiled(card, asked.rules)
    hides_values = veiled or springs_from_veiled(memory, asked.store, asked.rules)
    explained = explain(asked.store, asked.rules, card.ref, asked.now, limit=1)
    hides_words = hides_values or _hides(asked, explained)
    standing = None if hides_words else explained.standing
    today = asked.rules.calendar_of(card.workflow).today(asked.now)
    return IssueView(
        ref=str(card.ref),
        project=card.ref.project,
        iid=card.ref.iid,
        url=issue_url(card.ref, asked.rules),
        title=None if veiled else card.title,
        is_confidential=veiled,
        is_open=card.is_open,
        workflow=card.workflow,
        phase=memory.phase.value,
        stage=card.stage,
        tone=tone(asked.rules.workflows.get(card.workflow or ""), card.stage),
        since=card.stage_since,
        held_from=memory.held_from,
        assignees=card.assignees,
        owners=memory.owners,
        due_date=card.due_date,
        due=due_mark(card.due_date if card.is_open else None, today),
        wake_at=known.wake_at,
        updated_at=card.updated_at,
        opened=memory.opened,
        origin=memory.origin,
        clocks=_clocks(asked, known),
        facts=_known(memory.facts, hidden=hides_values),
        keys=_known(known.keys, hidden=hides_values),
        ledgers={name: len(ledger) for name, ledger in memory.ledgers.items()},
        messages=tuple(sorted(memory.messages)),
        runs=rows(asked.store.runs(RunFilter(work_key=str(card.ref)), limit=_TIMELINE), asked),
        chosen=standing.chosen.words if standing and standing.chosen else None,
        waits_for=standing.waits_for if standing else (),
        last=_last(explained, hide_details=hides_words),
    )


def _clocks(asked: Asked, known: IssuePage) -> tuple[Known, ...]:
    workflow = asked.rules.workflows.get(known.card.workflow or "")
    if workflow is None:
        return ()
    told = overview(workflow.clocks, known.memory, asked.now, hold=asked.rules.config.labels.hold)
    return tuple(Known(name=reason.title, value=reason.detail) for reason in told)


def _known(values: Mapping[str, Any], *, hidden: bool) -> tuple[Known, ...]:
    return tuple(Known(name=name, value=None if hidden else str(value)) for name, value in sorted(values.items()))
