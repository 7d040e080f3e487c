"""The part of the store that a worker writes its run into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from automation.model.decision import Outcome
from automation.model.work import Delivery, EffectRecord, Lease, Run
from automation.runtime.store import history, inbox, issues, regrets, runlog, worklist
from automation.runtime.store.part import Part
from automation.runtime.store.records import IssueRecord


class Runs(Part):
    """From the stored plan to the recorded run; each method is one transaction and raises `LeaseLost` as a whole."""

    def open_run(self, work_key: str) -> Run | None:
        """The run of `work_key` that is being applied, with its effects as they stand; None when there is none."""
        return self._db.read(lambda connection: runlog.open_run(connection, work_key))

    def begin_run(self, lease: Lease, run: Run, delivery_ids: Iterable[int]) -> None:
        """Store `run` and its planned effects before anything is applied, and bind the deliveries it was decided on."""
        ids = tuple(delivery_ids)

        def begin(connection: Connection) -> None:
            runlog.add(connection, run)
            inbox.bind(connection, lease.work_key, run.id, ids)

        self._under(lease, begin)

    def record_effect(self, lease: Lease, run_id: str, record: EffectRecord) -> None:
        """Store what came of one effect."""
        self._under(lease, lambda connection: runlog.record(connection, run_id, (record,)))

    def finish_run(
        self,
        lease: Lease,
        run: Run,
        *,
        delivery_outcomes: Mapping[int, str],
        issue: IssueRecord | None,
        extra_issues: Sequence[IssueRecord] = (),
        messages: Sequence[Delivery] = (),
        regretted: Sequence[str] = (),
        now: datetime,
        unbegun: bool = False,
    ) -> None:
        """Everything that follows from `run`, whose effects are written, in one transaction.

        The run and those of its effects that it knows the end of are stored; its deliveries are done, each with its
        outcome and the rest with that of the decision; `issue` (None leaves what is known) and `extra_issues` replace
        what is known of them, unless they are newborn and known already; `messages` are received; what people took
        back of the rules `regretted` is counted; the key is freed. A value that the key claimed passes to the issue
        whose record claims it; of a key that is no issue (an intake), or whose issue is gone, what is left over goes.
        A run that had nothing to write may come `unbegun`: it is stored as a whole now, with the deliveries named.
        """
        known = self._known

        def finish(connection: Connection) -> inbox.Stored:
            if unbegun:
                runlog.add(connection, run)
                inbox.bind(connection, lease.work_key, run.id, tuple(delivery_outcomes))
            runlog.finish(connection, run)
            inbox.set_done(connection, lease.work_key, delivery_outcomes, now)
            inbox.set_run_done(connection, lease.work_key, run, now)
            _save_issues(connection, run, issue, extra_issues, now)
            stored = inbox.store(connection, messages, known)
            regrets.count(connection, regretted)
            worklist.free(connection, lease.work_key)
            return stored

        self._known |= self._under(lease, finish).projects

    def discard_run(self, lease: Lease, run_id: str) -> None:
        """The run is thrown away because nothing of it was written; its deliveries wait again for the same holder."""

        def discard(connection: Connection) -> None:
            inbox.unbind(connection, lease.work_key, run_id)
            runlog.remove(connection, run_id)

        self._under(lease, discard)


def _save_issues(
    connection: Connection, run: Run, issue: IssueRecord | None, extra: Sequence[IssueRecord], now: datetime
) -> None:
    for record in (*extra, *([] if issue is None else [issue])):
        issues.save(connection, record, run.work_key, now)
        history.save(connection, run.id, record)
    if issue is not None:
        return
    if "#" not in run.work_key or run.decision.outcome is Outcome.GONE:
        issues.drop_claims(connection, run.work_key)
