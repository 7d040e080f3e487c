"""The end of a run: everything that follows from it, in one transaction of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from automation.decide.compiled import Compiled
from automation.model.decision import Decision, Outcome
from automation.model.events import User
from automation.model.work import Delivery, EffectState, Run, RunState
from automation.runtime.aftermath import gone_record, own_records
from automation.runtime.decider import Decider
from automation.runtime.faultpoints import Point, point
from automation.runtime.held import Held
from automation.runtime.historic import with_history
from automation.runtime.messages import messages
from automation.runtime.metrics import Metrics
from automation.runtime.newborn import opened_records
from automation.runtime.regret import regretted
from automation.runtime.store import IssueRecord, Store, StoredDelivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Finishing:
    """What a run is ended with."""

    store: Store
    rules: Callable[[], Compiled]
    bot: Callable[[], User]
    decider: Decider
    metrics: Metrics

    def finish(
        self, held: Held, run: Run, deliveries: Sequence[StoredDelivery], now: datetime, *, unbegun: bool = False
    ) -> tuple[Run, tuple[Delivery, ...]]:
        """Store `run`, whose effects are all settled, as ended at `now`; gives it with the messages that it sent.

        Args:
            held: the lease of the run's key.
            run: with every effect written, found or failed.
            deliveries: those that the run took.
            now: the time (UTC).
            unbegun: the run had nothing to write, so that its plan was not stored before.

        Raises:
            LeaseLost: the key has passed to another worker, and nothing was stored.
        """
        ended = replace(run, state=RunState.DONE, finished_at=now, error=_error(run))
        records = (*with_history(ended, _own(ended)), *self._opened(ended))
        sent = messages(ended, now)
        issue = next((record for record in records if str(record.ref) == held.key), None)
        taken_back = self._regretted(ended, issue)
        self.store.finish_run(
            held.lease,
            ended,
            delivery_outcomes=outcomes(ended.decision, deliveries),
            issue=issue,
            extra_issues=[record for record in records if str(record.ref) != held.key],
            messages=sent,
            regretted=taken_back,
            now=now,
            unbegun=unbegun,
        )
        point(Point.FINISHED)
        for rule in taken_back:
            self.metrics.rule_regretted(rule)
        return ended, sent

    def _regretted(self, run: Run, issue: IssueRecord | None) -> tuple[str, ...]:
        """The rules of which people took something back, once that is remembered."""
        return () if issue is None else regretted(run.memory_before, issue.memory, self.rules().rule_names)

    def _opened(self, run: Run) -> tuple[IssueRecord, ...]:
        rules = self.rules()
        return opened_records(
            run, self.bot().username, lambda workflow, issue: self.decider.index_keys(rules, workflow, issue)
        )


def outcomes(decision: Decision, deliveries: Sequence[StoredDelivery]) -> dict[int, str]:
    """The outcome of each of `deliveries`, by its number in the inbox: its event's own, else that of the decision."""
    return {delivery.id: decision.outcomes.get(delivery.key, decision.outcome) for delivery in deliveries}


def _own(run: Run) -> tuple[IssueRecord, ...]:
    if run.decision.outcome is not Outcome.GONE:
        return own_records(run)
    seen = run.memory_before.seen
    return () if seen is None else (gone_record(seen, run.memory_before),)


def _error(run: Run) -> str:
    """What went wrong, in one line; the empty string when nothing did."""
    failed = [record for record in run.effects if record.state is EffectState.FAILED]
    if not failed:
        return ""
    more = f" (and {len(failed) - 1} more)" if len(failed) > 1 else ""
    return f"{type(failed[0].effect).__name__}: {failed[0].error}{more}"
