"""Catching up: what changed in GitLab and was not told is found by asking, and decided like all else (design.md §2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from automation.decide.batch import OPENED
from automation.decide.compiled import Compiled
from automation.decide.differences import Differences, with_texts
from automation.decide.remarks import was_heard
from automation.gitlab.changes import ChangesPort, Remark
from automation.gitlab.errors import GitLabFault
from automation.model import wire
from automation.model.events import Event, EventKind
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot
from automation.model.work import Delivery, Priority, Receipt, Source
from automation.runtime.ahead import in_order
from automation.runtime.messages import HEADER
from automation.runtime.store import RunFilter, Store

_log = structlog.get_logger("usher.catchup")

#: action of a look at an issue that was changed without a delivery
CHANGED = "catch-up"
#: asked for again each time: rows move while pages are read, and clocks differ (gitlab.md §3.10)
_OVERLAP = timedelta(minutes=2)
#: after this long every open issue is compared too, since a change of labels alone may not show as an update
_WHOLE = timedelta(days=1)
#: who was away for longer than this compares them at once: labels that people set meanwhile show nowhere else
_AWAY = timedelta(minutes=15)
#: issues whose comments are asked for at the same time
_AT_ONCE = 4
#: issues that are in hand meanwhile
_IN_HAND = 2 * _AT_ONCE


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What one pass found."""

    #: issues that changed without a delivery
    issues: int = 0
    #: comments that came without a delivery
    comments: int = 0
    #: projects that could not be asked, with GitLab's words
    faults: tuple[str, ...] = ()


class CatchUp:
    """Compares GitLab with what is stored, project by project, from the last sure point on."""

    def __init__(
        self,
        store: Store,
        gitlab: ChangesPort,
        rules: Callable[[], Compiled],
        wake: Callable[[str, int], None],
        bot: Callable[[], str | None],
    ) -> None:
        """Nothing is asked yet; `bot` gives our username, whose comments are none that we missed."""
        self._store = store
        self._gitlab = gitlab
        self._rules = rules
        self._wake = wake
        self._bot = bot
        #: what the last pass found; None before the first
        self.last: CaughtUp | None = None

    def run(self, now: datetime) -> CaughtUp:
        """Look at every project; what is found waits behind live events. Never raises for GitLab's faults."""
        found = CaughtUp()
        for project in self._rules().projects:
            try:
                issues, comments = self._project(project, now)
                found = CaughtUp(found.issues + issues, found.comments + comments, found.faults)
            except GitLabFault as fault:
                found = CaughtUp(found.issues, found.comments, (*found.faults, f"{project}: {fault.cause}"))
        if found.issues or found.comments or found.faults:
            _log.warning("caught up", issues=found.issues, comments=found.comments, faults=list(found.faults))
        self.last = found
        return found

    def _project(self, project: str, now: datetime) -> tuple[int, int]:
        """Look at one project and move its sure point on; a project seen for the first time begins now."""
        point = self._point(f"caught up:{project}", now)
        compared = self._point(f"compared:{project}", now)
        found = self._hand_in(self._gitlab.updated_issues(project, point - _OVERLAP), point, now)
        if now - compared >= _WHOLE or now - point >= _AWAY:
            others = (item for item in self._gitlab.updated_issues(project, None) if item.ref not in found)
            found |= self._hand_in(others, point, now, today=f":{now.date()}")
            self._store.keep(f"compared:{project}", now.isoformat())
        self._store.keep(f"caught up:{project}", now.isoformat())
        return sum(issue for issue, _ in found.values()), sum(comments for _, comments in found.values())

    def _hand_in(
        self, snapshots: Iterable[Snapshot], point: datetime, now: datetime, today: str = ""
    ) -> dict[IssueRef, tuple[int, int]]:
        """Looks and comments by issue; a row that moved while pages were read counts once."""
        found: dict[IssueRef, tuple[int, int]] = {}
        since = point - _OVERLAP
        with ThreadPoolExecutor(_AT_ONCE, "usher-catch-up") as threads:
            read = in_order(threads, lambda snapshot: self._remarks(snapshot, since), snapshots, _IN_HAND)
            for snapshot, remarks in read:
                if snapshot.ref not in found:
                    found[snapshot.ref] = self._issue(snapshot, remarks, since, now, today)
        return found

    def _point(self, name: str, now: datetime) -> datetime:
        known = self._store.recall(name)
        if known is None:
            self._store.keep(name, now.isoformat())
        found = datetime.fromisoformat(known) if known else now
        # One in the future is that of a clock that has been set back: nobody knows what it missed.
        return found if found <= now else now - _WHOLE

    def _issue(
        self, snapshot: Snapshot, remarks: Sequence[Remark], since: datetime, now: datetime, today: str
    ) -> tuple[int, int]:
        """Hand in what was missed of one issue since then; gives how many looks and comments that makes."""
        memory = self._store.memory(snapshot.ref)
        # Also where somebody looked since: a run says nothing of a comment that it was not told of.
        missed = list(self._comments(snapshot.ref, memory, remarks))
        action = self._action(snapshot, memory.seen, since)
        looks = list(self._looks(snapshot, memory.seen, action, now, today))
        stored = [self._store.receive(delivery) is Receipt.STORED for delivery in (*missed, *looks)]
        if any(stored):
            self._wake(str(snapshot.ref), Priority.SWEEP)
        return sum(stored[len(missed) :]), sum(stored[: len(missed)])

    def _looks(
        self, snapshot: Snapshot, seen: Snapshot | None, action: str, now: datetime, today: str
    ) -> Iterator[Delivery]:
        """A look, where the issue is not as we left it; one that we never saw only counts where nobody told of it."""
        if seen is not None and not Differences(with_texts(seen, snapshot), snapshot):
            return
        heard = self._last_look(snapshot.ref)
        if seen is not None or heard is None or heard < (snapshot.updated_at or now):
            yield _look(snapshot, action, now, heard, today)

    def _action(self, snapshot: Snapshot, seen: Snapshot | None, since: datetime) -> str:
        """What a look at the issue is for: somebody has opened it since then, or it has changed."""
        is_new = snapshot.created_at is not None and snapshot.created_at >= since
        return OPENED if seen is None and is_new and snapshot.author != self._bot() else CHANGED

    def _last_look(self, ref: IssueRef) -> datetime | None:
        """When the newest run of the issue ended; None when there never was one."""
        newest = self._store.runs(RunFilter(work_key=str(ref)), limit=1)
        return (newest[0].finished_at or newest[0].started_at) if newest else None

    def _remarks(self, snapshot: Snapshot, since: datetime) -> tuple[Remark, ...]:
        """What was said since then, newest first; words move the time of the last change, and GitLab counts them."""
        if snapshot.figures.comments == 0 or (snapshot.updated_at is not None and snapshot.updated_at < since):
            return ()
        return tuple(self._gitlab.remarks_since(snapshot.ref, since))

    def _comments(self, ref: IssueRef, memory: Memory, remarks: Sequence[Remark]) -> Iterator[Delivery]:
        """What people said of it and no run has heard, oldest first."""
        for remark in reversed(remarks):
            if remark.author.username != self._bot() and not was_heard(memory, remark.note.id):
                yield _comment(ref, remark)


def mistrust(store: Store, project: str) -> None:
    """Have the next pass compare every open issue of `project`: something was not delivered, and nothing tells what."""
    store.keep(f"compared:{project}", datetime.min.replace(tzinfo=UTC).isoformat())


def _look(snapshot: Snapshot, action: str, now: datetime, heard: datetime | None, today: str) -> Delivery:
    """A reason to look; the same change gives the same one, so that it is handed in once.

    Labels may go forth and back while the time of the last change stands still: a look that was had since (`heard`) and
    `today` make reasons of their own.
    """
    changed, last = (snapshot.updated_at or now).isoformat(), heard.isoformat() if heard else ""
    key = f"look:{snapshot.ref}:{changed}:{snapshot.state}:{','.join(sorted(snapshot.labels))}:{last}{today}"
    event = Event(id=key, kind=EventKind.LOOK, action=action, at=now, issue=snapshot.ref, project=snapshot.ref.project)
    return _delivery(event)


def _comment(ref: IssueRef, remark: Remark) -> Delivery:
    event = Event(
        id=f"note:{ref}:{remark.note.id}",
        kind=EventKind.NOTE,
        action="create",
        at=remark.at,
        issue=ref,
        project=ref.project,
        actor=remark.author,
        note=remark.note,
    )
    return _delivery(event)


def _delivery(event: Event) -> Delivery:
    return Delivery(
        key=event.id,
        source=Source.INTERNAL,
        work_key=str(event.issue),
        project=event.project,
        received_at=event.at,
        header=HEADER,
        body=wire.dump_text(event).encode(),
        priority=Priority.SWEEP,
    )
