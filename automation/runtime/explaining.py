"""Why an issue is as it is: told from what is stored, for any instant, without asking GitLab."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from automation.decide import core
from automation.decide.batch import Batch
from automation.decide.clocks.view import overview
from automation.decide.compiled import Compiled
from automation.decide.waiting import waits_for
from automation.model.decision import Outcome, Reason, Verdict
from automation.model.events import User
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory
from automation.model.work import Run
from automation.runtime.store import IssuePage, RunFilter, RunSummary

#: how many runs back the choice of owners is looked for
_BACK: Final = 50


class Facts(Protocol):
    """What of the store explains issues. Each call raises `StoreUnavailable` where the database is away."""

    def issue(self, ref: IssueRef) -> IssuePage | None:
        """All that is stored about one issue."""
        ...

    def runs(self, wanted: RunFilter = ..., *, before: str | None = None, limit: int = ...) -> tuple[RunSummary, ...]:
        """The newest `limit` runs that fit `wanted`, behind the run id `before`."""
        ...

    def run(self, run_id: str) -> Run | None:
        """One run in full."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Owners as they were chosen last."""

    #: for example ``Owner of Drafting``
    title: str
    #: who, and why not the others
    words: str
    run_id: str
    #: UTC
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An issue as Usher knew it."""

    memory: Memory
    #: None where no run is known to have chosen anybody
    chosen: Choice | None
    clocks: tuple[Reason, ...]
    #: what would bring it on, by the configuration of today
    waits_for: tuple[str, ...]
    #: when it was going to be looked at again by itself (UTC)
    wake_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One run, with what is to be said of it besides what it holds."""

    run: Run
    #: who acted, and how that is known
    actor: str
    #: the rule or move that did not hold and of which most held; None where there is none
    nearest: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One issue at one instant."""

    ref: IssueRef
    #: UTC
    at: datetime
    #: None where Usher did not know it then
    standing: Standing | None
    #: the last runs up to then, the newest first
    runs: tuple[Told, ...]


def explain(facts: Facts, rules: Compiled, ref: IssueRef, at: datetime, *, limit: int = 3) -> Explanation:
    """How `ref` stood at `at` (UTC), and the last `limit` runs up to then.

    Raises:
        StoreUnavailable: the database is away.
    """
    found = tuple(_runs(facts, ref, at, limit))
    return Explanation(ref=ref, at=at, standing=_standing(facts, rules, ref, at, found), runs=tuple(map(_told, found)))


def nearest_miss(reasons: Iterable[Reason]) -> Reason | None:
    """Of the conditions among `reasons` that did not hold the one of which the largest share did; None for none."""
    missed = [reason for reason in _flat(reasons) if reason.verdict is Verdict.NO and reason.seen and reason.seen.part]
    return max(missed, key=_share, default=None)


def _share(reason: Reason) -> float:
    return reason.seen.held / reason.seen.parts if reason.seen else 0.0


def _runs(facts: Facts, ref: IssueRef, at: datetime, limit: int) -> Iterator[Run]:
    """The last runs of `ref` up to `at`, the newest first, each read when it is asked for."""
    for summary in facts.runs(RunFilter(work_key=str(ref), until=at), limit=limit):
        run = facts.run(summary.id)
        if run is not None:
            yield run


def _standing(facts: Facts, rules: Compiled, ref: IssueRef, at: datetime, runs: tuple[Run, ...]) -> Standing | None:
    """What the newest of `runs` left; before its first own run, what the run that opened the issue said of it."""
    if runs:
        decision = runs[0].decision
        return _stood(facts, rules, ref, at, decision.memory or runs[0].memory_before, decision.wake_at)
    page = facts.issue(ref)
    if page is None or page.card.updated_at > at:
        return None
    return _stood(facts, rules, ref, at, page.memory, page.wake_at)


def _stood(
    facts: Facts, rules: Compiled, ref: IssueRef, at: datetime, memory: Memory, wake_at: datetime | None
) -> Standing:
    workflow = rules.workflows.get(memory.workflow or "")
    clocks = overview(workflow.clocks, memory, at, hold=rules.config.labels.hold) if workflow else ()
    return Standing(
        memory=memory,
        chosen=_chosen(facts, ref, at) if memory.owners else None,
        clocks=clocks,
        waits_for=waits_for(rules, memory),
        wake_at=wake_at,
    )


def _chosen(facts: Facts, ref: IssueRef, at: datetime) -> Choice | None:
    for run in _runs(facts, ref, at, _BACK):
        choices = [reason for reason in _flat(run.decision.reasons) if _is_choice(reason)]
        if choices:
            last = choices[-1]
            return Choice(title=last.title, words=last.detail, run_id=run.id, at=run.started_at)
    return None


def _is_choice(reason: Reason) -> bool:
    """Whether somebody was chosen there: by a stage, at the intake, or by an action."""
    return reason.verdict is Verdict.YES and (
        reason.title == "Owner" or reason.title.startswith("Owner of ") or reason.title.endswith((": own", ": assign"))
    )


def _told(run: Run) -> Told:
    return Told(run=run, actor=_actor(run), nearest=nearest_miss(run.decision.reasons))


def _actor(run: Run) -> str:
    actor = run.decision.actor
    if actor is None:
        return "nobody; Usher looked by itself"
    # What GitLab told of our own writes says nothing about people.
    outcomes = run.decision.outcomes
    events = tuple(event for event in run.events if outcomes.get(event.id) is not Outcome.OWN_EVENT)
    batch = Batch(key=run.work_key, events=events, snapshot=run.before, memory=run.memory_before, bot=User(""))
    if core.needs_history(batch):
        return f"{actor}; who changed what was taken from GitLab's own record of label and state changes"
    return f"{actor}; what was reported is what GitLab showed"


def _flat(reasons: Iterable[Reason]) -> Iterator[Reason]:
    for reason in reasons:
        yield reason
        yield from _flat(reason.children)
