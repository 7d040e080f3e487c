"""From the waiting deliveries of one key to a run with its plan: reads GitLab, asks the core, writes nothing there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from automation.decide.batch import Batch
from automation.decide.compiled import Compiled
from automation.gitlab.errors import Gone
from automation.gitlab.port import GitLabPort
from automation.model.decision import Decision, Outcome, Reason, Verdict
from automation.model.events import Event, User
from automation.model.refs import IssueRef, is_without_issue
from automation.model.snapshot import Memory
from automation.model.work import EffectRecord, Run, RunState
from automation.runtime.decider import Decider
from automation.runtime.faultpoints import Point, point
from automation.runtime.lookups import LiveLookUps
from automation.runtime.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """What a decision is made with."""

    store: Store
    gitlab: GitLabPort
    #: the configuration in force
    rules: Callable[[], Compiled]
    #: the user of our token; may ask GitLab
    bot: Callable[[], User]
    decider: Decider
    #: makes the identifier of a run begun at an instant
    new_id: Callable[[datetime], str]

    def run(self, work_key: str, events: tuple[Event, ...], now: datetime) -> Run:
        """The run that `events` of `work_key` lead to, decided on what GitLab shows now; nothing is stored.

        Raises:
            GitLabFault: GitLab could not be asked.
        """
        rules = self.rules()
        ref = _ref(work_key)
        batch = Batch(
            key=work_key,
            events=events,
            snapshot=None,
            memory=Memory() if ref is None else self.store.memory(ref),
            bot=self.bot(),
        )
        try:
            batch = self._informed(batch, ref, rules)
        except Gone as fault:
            return self._run(batch, rules, _gone(events, fault), {}, now)
        ask = LiveLookUps(self.store, self.gitlab, rules)
        decision = self.decider.decide(batch, rules, ask, now)
        return self._run(batch, rules, decision, ask.answers, now)

    def _informed(self, batch: Batch, ref: IssueRef | None, rules: Compiled) -> Batch:
        """The batch with what has to be read for it."""
        if ref is None or not self.decider.needs_snapshot(batch.events, rules, batch.bot):
            return batch
        batch = replace(batch, snapshot=self.gitlab.read_issue(ref))
        point(Point.READ)
        return replace(batch, history=self.gitlab.history(ref)) if self.decider.needs_history(batch) else batch

    def _run(self, batch: Batch, rules: Compiled, decision: Decision, answers: dict[str, object], now: datetime) -> Run:
        effects = enumerate(decision.plan.effects)
        return Run(
            id=self.new_id(now),
            work_key=batch.key,
            started_at=now,
            state=RunState.APPLYING,
            decision=decision,
            events=batch.events,
            before=batch.snapshot,
            memory_before=batch.memory,
            effects=tuple(EffectRecord(index=index, effect=effect) for index, effect in effects),
            config_digest=rules.digest,
            lookups=answers,
        )


def _ref(work_key: str) -> IssueRef | None:
    """The issue of `work_key`; None where it is about none."""
    return None if is_without_issue(work_key) else IssueRef.parse(work_key)


def _gone(events: tuple[Event, ...], fault: Gone) -> Decision:
    return Decision(
        outcome=Outcome.GONE,
        outcomes={event.id: Outcome.GONE for event in events},
        reasons=(Reason("Read the issue", Verdict.NO, fault.cause),),
    )
