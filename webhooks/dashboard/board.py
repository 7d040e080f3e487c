"""``/boards/<workflow>``: where each open issue of a workflow stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from werkzeug.exceptions import BadRequest, NotFound

from automation.decide.compiled import CompiledWorkflow
from automation.runtime.store import Board, Card
from webhooks.dashboard.asked import Asked
from webhooks.dashboard.links import issue_url
from webhooks.dashboard.stages import StageCount, stage_counts
from webhooks.dashboard.veil import is_veiled

#: cards of one stage on the board, and on a page of its own
COLUMN: Final = 20
PAGE: Final = 100
#: how many days before its due date an issue is said to be due soon
_SOON: Final = timedelta(days=2)


class Due(StrEnum):
    """How near the due date is."""

    NONE = ""
    SOON = "soon"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One issue on the board."""

    #: ``path#iid``
    ref: str
    project: str
    iid: int
    #: where GitLab shows it
    url: str
    #: None for a confidential issue
    title: str | None
    assignees: tuple[str, ...]
    #: since when it is in its stage (UTC)
    since: datetime | None
    due_date: date | None
    due: Due


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One stage with its oldest issues."""

    stage: StageCount
    cards: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """The board of one workflow."""

    workflow: str
    program: str
    project: str
    #: the one stage that is shown; None for all
    only: str | None
    #: number of open issues
    open: int
    columns: tuple[Column, ...]
    #: what to ask the next page of the one stage with; None on the last one
    after: int | None
    #: every workflow, to switch
    workflows: tuple[str, ...]


def board(asked: Asked, workflow: str) -> BoardPage:
    """The board of `workflow`, or of the one stage that the query names.

    Raises:
        BadRequest: the page asked for is none.
        NotFound: the configuration has no such workflow or stage.
        StoreUnavailable: the database is away.
    """
    compiled = asked.rules.workflows.get(workflow)
    if compiled is None:
        words = f"There is no workflow {workflow}."
        raise NotFound(words)
    only = asked.said("stage")
    stored = asked.store.board(workflow, stage=only, after=_after(asked), limit=PAGE)
    stages = stage_counts(compiled, stored.stages, stored.closed)
    if only is not None and only not in {stage.name for stage in stages}:
        words = f"{workflow} has no stage {only}."
        raise NotFound(words)
    return BoardPage(
        workflow=workflow,
        program=asked.rules.config.programs[compiled.program].program,
        project=compiled.project,
        only=only,
        open=sum(stored.stages.values()),
        columns=tuple(_columns(asked, compiled, stages, stored, only)),
        after=stored.next_cursor if only is not None else None,
        workflows=tuple(asked.rules.workflows),
    )


def _columns(
    asked: Asked, workflow: CompiledWorkflow, stages: tuple[StageCount, ...], stored: Board, only: str | None
) -> Iterator[Column]:
    for stage in stages:
        if only is None:
            yield Column(stage=stage, cards=_tickets(asked, _oldest(asked, workflow.key, stage, stored)))
        elif stage.name == only:
            yield Column(stage=stage, cards=_tickets(asked, stored.cards))


def _oldest(asked: Asked, workflow: str, stage: StageCount, stored: Board) -> tuple[Card, ...]:
    """The oldest cards of `stage`: out of the first page of the board where that is enough, else asked for."""
    cards = tuple(card for card in stored.cards if card.stage == stage.name)
    if len(cards) < min(stage.count, COLUMN) and stage.name is not None:
        cards = asked.store.board(workflow, stage=stage.name, limit=COLUMN).cards
    return cards[:COLUMN]


def _tickets(asked: Asked, cards: tuple[Card, ...]) -> tuple[Ticket, ...]:
    return tuple(_ticket(asked, card, asked.rules.calendar_of(card.workflow).today(asked.now)) for card in cards)


def _ticket(asked: Asked, card: Card, today: date) -> Ticket:
    return Ticket(
        ref=str(card.ref),
        project=card.ref.project,
        iid=card.ref.iid,
        url=issue_url(card.ref, asked.rules),
        title=None if is_veiled(card, asked.rules) else card.title,
        assignees=card.assignees,
        since=card.stage_since,
        due_date=card.due_date,
        due=due_mark(card.due_date, today),
    )


def due_mark(due: date | None, today: date) -> Due:
    """How near `due` is on `today`, both dates of the calendar's zone."""
    if due is None or due > today + _SOON:
        return Due.NONE
    return Due.LATE if due < today else Due.SOON


def _after(asked: Asked) -> int:
    said = asked.said("after") or "0"
    if not said.isdecimal() or len(said) > 18:  # noqa: PLR2004 - what fits into 64 bits
        words = "A page is asked for by a number."
        raise BadRequest(words)
    return int(said)
