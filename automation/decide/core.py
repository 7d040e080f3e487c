"""The one entry: whatever looks at an issue, live or in rehearsal, calls `decide` and gets the same answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate
from typing import Final

from automation.decide import budgets, quota_terms
from automation.decide.activity import note_activity
from automation.decide.actors import accounts_for, newest_actor, up_to_date
from automation.decide.batch import Batch, is_own
from automation.decide.build import build_plan
from automation.decide.clocks.sources import moved_at
from automation.decide.clocks.tend import tend
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.desk import Desk
from automation.decide.differences import Differences, baseline
from automation.decide.digests import decide_digests
from automation.decide.draft import Draft
from automation.decide.forms import decide_intake
from automation.decide.kept import kept_fields
from automation.decide.lookups import LookUps
from automation.decide.newissue import claims_of
from automation.decide.phases import work
from automation.decide.scheduled import decide_scheduled
from automation.decide.service_level import watch
from automation.decide.spelling import respelt
from automation.decide.undo import take_back
from automation.decide.whose import workflow_key
from automation.model.decision import Decision, Outcome
from automation.model.events import Event, EventKind, User
from automation.model.snapshot import Figures, Memory, Snapshot

#: kinds of events that are about no issue
_WITHOUT_ISSUE: Final = frozenset({EventKind.INTAKE, EventKind.SCHEDULE, EventKind.DIGEST})


def needs_snapshot(events: Sequence[Event], rules: Compiled, bot: User) -> bool:
    """Whether deciding on `events` needs the issue read: not for our own echo, nor for a project that is not ours."""
    return any(
        event.kind not in _WITHOUT_ISSUE and not is_own(event, bot) and rules.manages(event.project) for event in events
    )


def needs_history(batch: Batch) -> bool:
    """Whether GitLab's label and state events are needed to tell who acted (rules.md G05)."""
    snapshot = batch.snapshot
    if snapshot is None:
        return False
    if batch.memory.seen is None and batch.opening() is None:
        return not batch.is_sweep() or workflow_key(snapshot, batch.memory) is not None
    found = Differences(baseline(batch, snapshot), snapshot)
    differs = bool(found.added or found.removed or found.state)
    return differs and not accounts_for(batch, found.before, snapshot)


def decide(batch: Batch, rules: Compiled, ask: LookUps, now: datetime) -> Decision:
    """The plan for one work key with the reasons that led to it; pure: the same arguments give the same decision.

    Args:
        batch: the waiting events, the issue as it is, and what is remembered of it.
        rules: the configuration.
        ask: look-ups beyond the issue.
        now: this instant (UTC).
    """
    batch = respelt(batch, rules.people)
    if batch.events and all(event.kind is EventKind.INTAKE for event in batch.events):
        return decide_intake(batch, rules, ask, now)
    if batch.events and all(event.kind is EventKind.SCHEDULE for event in batch.events):
        return decide_scheduled(batch, rules, ask)
    if batch.events and all(event.kind is EventKind.DIGEST for event in batch.events):
        return decide_digests(batch, rules, ask)
    outcomes = {event.id: _door_outcome(event, rules, batch.bot) for event in batch.events}
    if all(outcome is not None for outcome in outcomes.values()):
        known = {key: outcome for key, outcome in outcomes.items() if outcome is not None}
        return Decision(outcome=next(iter(known.values()), Outcome.PROCESSED), outcomes=known)
    if batch.snapshot is None:
        return _same(outcomes, Outcome.GONE)
    return _decide_issue(batch, batch.snapshot, rules, ask, now, outcomes)


def _door_outcome(event: Event, rules: Compiled, bot: User) -> Outcome | None:
    """What can be said of an event before the issue is looked at."""
    if is_own(event, bot):
        return Outcome.OWN_EVENT
    return None if rules.manages(event.project) else Outcome.UNMANAGED_PROJECT


def _same(outcomes: Mapping[str, Outcome | None], outcome: Outcome) -> Decision:
    return Decision(outcome=outcome, outcomes={key: known or outcome for key, known in outcomes.items()})


def _decide_issue(
    batch: Batch,
    snapshot: Snapshot,
    rules: Compiled,
    ask: LookUps,
    now: datetime,
    outcomes: Mapping[str, Outcome | None],
) -> Decision:
    found = Differences(baseline(batch, snapshot), snapshot)
    key = workflow_key(snapshot, batch.memory)
    workflow = rules.workflows.get(key) if key else None
    draft = Draft.of(snapshot, batch.memory)
    desk = Desk(rules=rules, draft=draft, ask=ask, now=now, bot=batch.bot, workflow=workflow)
    note_activity(desk, batch)
    outcome = take_back(desk, batch, work(desk, batch, found))
    looks = (tend(desk, batch), watch(desk)) if outcome is Outcome.PROCESSED else ()
    wake_at = min((at for at in looks if at is not None), default=None)
    return _decision(desk, batch, found, outcome, outcomes, wake_at)


def _decision(
    desk: Desk,
    batch: Batch,
    found: Differences,
    outcome: Outcome,
    outcomes: Mapping[str, Outcome | None],
    wake_at: datetime | None,
) -> Decision:
    draft = desk.draft
    plan, claims = build_plan(draft), claims_of(desk)
    if outcome is Outcome.PROCESSED and not plan and not found and _outdated(batch, found.now):
        outcome = Outcome.STALE
    return replace(
        _same(outcomes, outcome),
        plan=plan,
        reasons=tuple(draft.reasons),
        memory=replace(draft.memory, seen=_known(draft, found, outcome)),
        keys={**index_keys(desk.rules, draft.memory.workflow, found.now), **own_keys(draft.memory)},
        wake_at=wake_at,
        claims=claims,
        matched=tuple(dict.fromkeys(draft.matched)),
        unmatched=tuple(dict.fromkeys(draft.unmatched)),
        actor=newest_actor(batch),
        facts={"entered": _entered(desk, batch), "fields": _kept(desk)},
    )


def _entered(desk: Desk, batch: Batch) -> list[tuple[str, str]]:
    """The stages that the issue came into, in order, each with the instant as text; none is later than the next."""
    stages = desk.draft.passed
    backwards = accumulate((moved_at(desk, batch, stage) for stage in reversed(stages)), min)
    return [(stage, at.isoformat()) for stage, at in zip(stages, reversed(list(backwards)), strict=True)]


def _kept(desk: Desk) -> dict[str, str]:
    """The fields of the issue that reports may count."""
    draft = desk.draft
    if desk.workflow is None:
        return {}
    return kept_fields(desk.workflow, draft.description, confidential=draft.confidential)


def _outdated(batch: Batch, snapshot: Snapshot) -> bool:
    """Whether the newest report of a change shows other labels than GitLab; an opening never claims to be news."""
    reported = [event for event in batch.foreign() if event.labels is not None and event.action != "open"]
    return bool(reported) and not up_to_date(reported, snapshot)


def _known(draft: Draft, found: Differences, outcome: Outcome) -> Snapshot:
    """What the next run compares with: the issue as the plan leaves it, so that whatever else differs is noticed.

    What people do while the issue is skipped is judged when it no longer is. Changes of figures are no news.
    """
    skipped = outcome is Outcome.SKIPPED
    left = replace(found.before, confidential=draft.confidential) if skipped else draft.issue()
    return replace(left, figures=Figures())


def index_keys(rules: Compiled, workflow: str | None, snapshot: Snapshot) -> dict[str, str]:
    """The normalised values by which an issue of `workflow` is found again; keys without a value are left out."""
    found = rules.workflows.get(workflow or "")
    return {} if found is None else keys_of(found, snapshot)


def own_keys(memory: Memory) -> dict[str, str]:
    """The values by which an issue is found in its quota and in its budgets."""
    return {**quota_terms.index_of(memory.quota), **budgets.index_of(memory.facts)}


def keys_of(workflow: CompiledWorkflow, snapshot: Snapshot) -> dict[str, str]:
    """As `index_keys`, for a workflow that is known."""
    fields = workflow.fields_of(snapshot.description)
    values = {key: workflow.key_value(key, fields) for key in workflow.spec.keys}
    return {key: value for key, value in values.items() if value}
