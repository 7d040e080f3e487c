"""``/runs/<id>``: one run from what happened to what came of it, with every reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from werkzeug.exceptions import NotFound

from automation.model.events import Event
from automation.model.work import Run
from webhooks.dashboard.asked import Asked
from webhooks.dashboard.changes import Side, changes
from webhooks.dashboard.effects import Written, effects
from webhooks.dashboard.links import Subject, subject
from webhooks.dashboard.reasons import Step, steps
from webhooks.dashboard.stages import tone
from webhooks.dashboard.veil import Veil, brief, veil_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event that the run took."""

    #: for example ``issue.update``
    name: str
    #: when it was received (UTC)
    at: datetime
    #: who did it, as the payload says
    actor: str | None
    #: names of the fields that changed
    changed: tuple[str, ...]
    outcome: str
    #: run that sent it, for a message between issues
    cause: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One run."""

    id: str
    subject: Subject
    #: None where it is hidden, or where there was no issue
    title: str | None
    workflow: str | None
    stage: str | None
    tone: int | None
    state: str
    outcome: str
    #: who acted, as established
    actor: str | None
    #: UTC
    started_at: datetime
    #: UTC
    finished_at: datetime | None
    #: None while it lasts
    seconds: float | None
    error: str
    #: whether the issue is confidential, or may be
    is_confidential: bool
    #: whether what may quote somebody is left out
    hides_words: bool
    events: tuple[Happened, ...]
    changes: tuple[Side, ...]
    matched: tuple[str, ...]
    unmatched: tuple[str, ...]
    reasons: tuple[Step, ...]
    effects: tuple[Written, ...]
    #: when the issue is looked at again by itself (UTC)
    wake_at: datetime | None
    config_digest: str
    #: questions asked beyond the issue with their answers; empty where they are hidden
    lookups: tuple[tuple[str, str], ...]
    #: how many there were
    asked: int


def run(asked: Asked, run_id: str) -> RunPage:
    """The run `run_id`.

    Raises:
        NotFound: there is none.
        StoreUnavailable: the database is away.
    """
    found = asked.store.run(run_id)
    if found is None:
        words = "There is no such run. Runs that were thrown away before they wrote anything leave none."
        raise NotFound(words)
    return _page(asked, found, veil_of(found, asked.store, asked.rules))


def _page(asked: Asked, run: Run, veil: Veil) -> RunPage:
    decision = run.decision
    memory = decision.memory or run.memory_before
    return RunPage(
        id=run.id,
        subject=subject(run.work_key, asked.rules),
        title=None if veil.issue or run.before is None else run.before.title,
        workflow=memory.workflow,
        stage=memory.stage,
        tone=tone(asked.rules.workflows.get(memory.workflow or ""), memory.stage),
        state=run.state.value,
        outcome=decision.outcome.value,
        actor=decision.actor,
        started_at=run.started_at,
        finished_at=run.finished_at,
        seconds=(run.finished_at - run.started_at).total_seconds() if run.finished_at else None,
        error=brief(run.error) if veil.words else run.error,
        is_confidential=veil.issue,
        hides_words=veil.words,
        events=tuple(_happened(run, event) for event in run.events),
        changes=changes(run, veil, asked.rules),
        matched=decision.matched,
        unmatched=decision.unmatched,
        reasons=steps(decision.reasons, hide_details=veil.words),
        effects=effects(run, veil, asked.rules),
        wake_at=decision.wake_at,
        config_digest=run.config_digest,
        lookups=() if veil.words else tuple(_answers(run)),
        asked=len(run.lookups),
    )


def _happened(run: Run, event: Event) -> Happened:
    return Happened(
        name=event.name,
        at=event.at,
        actor=event.actor.username if event.actor else None,
        changed=tuple(sorted(event.changes)),
        outcome=run.decision.outcomes.get(event.id, run.decision.outcome).value,
        cause=event.cause,
    )


def _answers(run: Run) -> Iterator[tuple[str, str]]:
    for question, answer in run.lookups.items():
        several = isinstance(answer, list)
        yield (
            question,
            ", ".join(map(str, answer)) or "none" if several else str("nobody" if answer is None else answer),
        )
