"""Taking runs back: rehearsed, or handed in and worked on here; whoever is killed goes on with the same request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from automation.decide.undo_words import asked_in
from automation.model.decision import Outcome, Reason, Verdict
from automation.model.events import Event
from automation.model.refs import IssueRef
from automation.model.work import EffectState, Priority, Run, RunState
from automation.runtime.looked import Became
from automation.runtime.store import Store
from automation.runtime.undoing import undo_delivery, undo_events
from automation.runtime.worker import Worker

#: looks at one issue until its turn has come; one look takes up to 500 deliveries
_LOOKS: Final = 5
_WHY_NOT: Final = {
    Outcome.GONE: "the issue is not there any more, or not for us",
    Outcome.UNMANAGED_PROJECT: "its project is not in the configuration any more",
}


class Stand(StrEnum):
    """How far taking back has come on one issue."""

    #: rehearsed: nothing was written
    WOULD = "would"
    DONE = "done"
    #: it is kept, and the running service, or the same request, goes on with it
    WAITS = "waits"


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What became of one run on one issue."""

    run: str
    issue: IssueRef
    stand: Stand
    #: what was, or would be, taken back or not, each with its reason
    parts: tuple[Reason, ...] = ()
    #: the run that took it back
    by_run: str | None = None
    #: it had been asked for before
    before: bool = False
    #: what GitLab refused or left out
    trouble: tuple[str, ...] = ()

    @property
    def left(self) -> tuple[Reason, ...]:
        """What is not taken back."""
        return tuple(part for part in self.parts if part.verdict is not Verdict.YES)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left, of a rehearsal: whether nothing would be."""
        return self.stand is not Stand.WAITS and not self.left and not self.trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    """Takes runs back in the name of `by`."""

    store: Store
    worker: Worker
    by: str
    #: False only says what would be done
    applies: bool
    #: issues that are worked on at once
    threads: int = 4

    def run(self, run: Run) -> tuple[TakenBack, ...]:
        """Take `run` back on each issue that it wrote to.

        Raises:
            GitLabFault: a rehearsal could not ask GitLab.
        """
        return self._all([run], Priority.LIVE)

    def sweep(self, sweep_id: str, page: int = 50) -> Iterator[tuple[TakenBack, ...]]:
        """Take back all runs of the sweep, the newest first, so many at a time; raises as `run`."""
        ids = self.store.swept_runs(sweep_id, limit=page)
        while ids:
            found = (self.store.run(run_id) for run_id in ids)
            yield self._all([run for run in found if run is not None and run.state is RunState.DONE], Priority.SWEEP)
            ids = self.store.swept_runs(sweep_id, before=ids[-1], limit=page)

    def _all(self, runs: Sequence[Run], priority: Priority) -> tuple[TakenBack, ...]:
        now = self.worker.clock()
        events = [event for run in runs for event in undo_events(run, self.by, now)]
        known = self.store.taken_by([event.id for event in events])
        if self.applies:
            self.store.receive_many([undo_delivery(event, priority) for event in events])
            keys = dict.fromkeys(str(event.issue) for event in events if self._done(known.get(event.id)) is None)
            with ThreadPoolExecutor(self.threads) as pool:
                list(pool.map(self._work, keys))
        taken = self.store.taken_by([event.id for event in events])
        with ThreadPoolExecutor(self.threads) as pool:
            return tuple(pool.map(lambda event: self._became(event, taken, before=event.id in known), events))

    def _work(self, key: str) -> None:
        """Look at `key` until nothing waits for it here."""
        for _ in range(_LOOKS):
            if self.worker.look(key).became not in {Became.DONE, Became.SETTLED}:
                return

    def _became(self, event: Event, taken: dict[str, str | None], *, before: bool) -> TakenBack:
        issue = _issue(event)
        if event.id not in taken:
            rehearsed = self.worker.deciding.run(str(issue), (event,), event.at)
            return TakenBack(run=event.action, issue=issue, stand=Stand.WOULD, parts=_parts(rehearsed, event))
        run = self._done(taken[event.id])
        if run is None:
            return TakenBack(run=event.action, issue=issue, stand=Stand.WAITS, before=before)
        return TakenBack(
            run=event.action,
            issue=issue,
            stand=Stand.DONE,
            parts=_parts(run, event),
            by_run=run.id,
            before=before,
            trouble=tuple(_trouble(run)),
        )

    def _done(self, run_id: str | None) -> Run | None:
        """The run `run_id`, where it is over."""
        run = None if run_id is None else self.store.run(run_id)
        return run if run is not None and run.state is RunState.DONE else None


def _issue(event: Event) -> IssueRef:
    if event.issue is None:
        message = f"{event.id} names no issue"
        raise ValueError(message)
    return event.issue


def _parts(run: Run, event: Event) -> tuple[Reason, ...]:
    """What `run` says of each part that `event` asks to take back; why nothing was where it could not be looked at."""
    title = asked_in(event).title
    found = next((reason for reason in run.decision.reasons if reason.title == title), None)
    if found is not None:
        return found.children or (found,)
    outcome = run.decision.outcome
    return (Reason(title, Verdict.NO, _WHY_NOT.get(outcome, f"the outcome was {outcome}")),)


def _trouble(run: Run) -> Iterator[str]:
    for record in run.effects:
        if record.state is EffectState.FAILED:
            yield record.error
        yield from record.result.get("shortfall", ())
