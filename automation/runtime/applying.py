"""Writing the effects of a run, one by one, each recorded before the next (design.md §2, §5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from automation.gitlab.errors import Again, GiveUp, Refused, Throttled
from automation.gitlab.port import Applied, GitLabPort
from automation.model.plan import Effect, KeepNote, Notify, OpenIssue, PostNote, Send, StartSweep, UpdateIssue
from automation.model.refs import is_without_issue
from automation.model.work import EffectRecord, EffectState, Run
from automation.runtime.faultpoints import Point, point
from automation.runtime.held import Held
from automation.runtime.messages import targets
from automation.runtime.notify import Notifier
from automation.runtime.store import Store, SweepRequest

_UNAUTHORISED = 401
#: effects of one request: where GitLab's limits stop it nothing is written; notes are the scarce ones (gitlab.md §4)
_ONE_REQUEST = (PostNote, KeepNote)


class Unfounded(Again):
    """GitLab refused what the whole run rests on: what else is planned would not be true, or would lose a request."""


def marker(run_id: str, index: int) -> str:
    """By what an effect is found again in GitLab after a crash."""
    return f"usher:{run_id}:{index}"


class Applier:
    """Brings effects to where they belong: GitLab, a channel, or the messages that the end of the run stores.

    A channel cannot be asked what it was told. Where a process died before it could say so, the channel is told again.
    """

    def __init__(self, store: Store, gitlab: GitLabPort, notifier: Notifier, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._gitlab = gitlab
        self._notifier = notifier
        self._clock = clock

    def apply(self, held: Held, run: Run, *, resuming: bool) -> Run:
        """`run` with every effect recorded as written, found or failed; those recorded before are left alone.

        Args:
            held: the lease of the run's key.
            run: as the store has it.
            resuming: an effect that is only planned may have been written nevertheless: look first.

        Raises:
            GitLabFault: try again later; what is recorded stays so.
            Unfounded: GitLab refused what the run rests on; try again later likewise.
            LeaseLost: the key has passed to another worker.
        """
        records = [self._settle(held, run, record, resuming) for record in _in_order(run.effects)]
        return replace(run, effects=tuple(records))

    def _settle(self, held: Held, run: Run, record: EffectRecord, resuming: bool) -> EffectRecord:
        if record.state is not EffectState.PLANNED:
            return record
        held.keep()
        if record.error:
            # Held back the last time and so not written: it need not be looked for, unless this try breaks off.
            resuming, record = False, self._record(held, run, replace(record, error=""))
        point(Point.BEFORE_EFFECT)
        try:
            settled = self._try(run, record, resuming)
        except Throttled as fault:
            # A look that was stopped tells nothing of what the try before it wrote.
            if isinstance(record.effect, _ONE_REQUEST) and not resuming:
                self._record(held, run, replace(record, error=fault.cause))
            raise
        point(Point.AFTER_EFFECT)
        return self._record(held, run, settled)

    def _record(self, held: Held, run: Run, record: EffectRecord) -> EffectRecord:
        self._store.record_effect(held.lease, run.id, record)
        point(Point.RECORDED)
        return record

    def _try(self, run: Run, record: EffectRecord, resuming: bool) -> EffectRecord:
        try:
            applied = self._write(run, record, resuming)
        except GiveUp as fault:
            # A token that is no longer valid says nothing about this effect; it can be renewed.
            if isinstance(fault, Refused) and fault.status == _UNAUTHORISED:
                raise
            if _is_foundation(run, record.effect):
                raise Unfounded(fault.cause, status=fault.status, said=fault.said) from fault
            return replace(record, state=EffectState.FAILED, error=fault.cause, at=self._clock())
        shortfall = {"shortfall": list(applied.shortfall)} if applied.shortfall else {}
        return replace(
            record,
            state=EffectState.FOUND if applied.found else EffectState.DONE,
            result={**applied.result, **shortfall},
            inverse=applied.inverse,
            at=self._clock(),
        )

    def _write(self, run: Run, record: EffectRecord, resuming: bool) -> Applied:
        effect: Effect = record.effect
        match effect:
            case Send():
                return Applied(result={"to": targets(effect, self._store)})
            case StartSweep(policies=policies):
                request = SweepRequest(
                    id=f"{run.id}-{record.index}", policies=policies, cause=run.work_key, started_at=self._clock()
                )
                self._store.start_sweep(request)
                return Applied(result={"sweep": request.id})
            case Notify():
                self._notifier.notify(effect.channel, effect.title, effect.text)
                return Applied()
            case _:
                return self._gitlab.apply(effect, marker(run.id, record.index), resuming, run.before)


def _is_foundation(run: Run, effect: Effect) -> bool:
    """Whether the rest of `run` rests on `effect`.

    What is said and remembered of an issue is true once the issue was changed. A form or an occurrence has no other
    trace than the issue that it opens.
    """
    match effect:
        case UpdateIssue(ref=ref):
            return str(ref) == run.work_key
        case OpenIssue():
            return is_without_issue(run.work_key)
    return False


def _in_order(records: Iterable[EffectRecord]) -> list[EffectRecord]:
    return sorted(records, key=lambda record: record.index)
