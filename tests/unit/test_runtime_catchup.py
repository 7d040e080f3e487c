"""What GitLab changed and did not tell is found, handed in once, and decided behind live events."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from automation.gitlab.changes import Failed, Hook, Remark
from automation.gitlab.errors import Again, Refused
from automation.model.decision import Decision, Outcome
from automation.model.events import Event, EventKind, Note, User
from automation.model.payloads import event_of
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, Memory, Snapshot
from automation.model.work import Lease, Priority, Run, RunState
from automation.runtime.catchup import CatchUp, CaughtUp
from automation.runtime.hookwatch import HookWatch, Watched
from automation.runtime.store import IssueRecord, Store
from tests.engine_parts import delivery

NOW = datetime(2027, 1, 11, 9, tzinfo=UTC)
PROJECT = "gitlab-com/community"
REF = IssueRef(PROJECT, 7)
SEEN = Snapshot(ref=REF, id=107, title="A request", labels=frozenset({"Request::New"}), updated_at=NOW)
HOOK = Hook(3, "executable", "issues_events")


@dataclass
class Told:
    """GitLab's side of catching up."""

    #: those that changed
    issues: list[Snapshot] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    hooks: tuple[Hook, ...] = ()
    failed: list[Failed] = field(default_factory=list)
    fault: Exception | None = None
    asked: list[datetime | None] = field(default_factory=list)
    revived: list[int] = field(default_factory=list)
    #: issues whose comments were asked for
    listened: list[IssueRef] = field(default_factory=list)
    #: the open ones; None: those that changed
    every: list[Snapshot] | None = None

    def updated_issues(self, project: str, since: datetime | None) -> Iterator[Snapshot]:
        """What the test put there, unless GitLab is away."""
        self.asked.append(since)
        if self.fault:
            raise self.fault
        found = self.issues if since is not None or self.every is None else self.every
        return (replace(issue, figures=Figures(comments=len(self.remarks))) for issue in found)

    def remarks_since(self, ref: IssueRef, since: datetime) -> Iterator[Remark]:
        """Those since then."""
        self.listened.append(ref)
        return (remark for remark in self.remarks if remark.at >= since)

    def our_hooks(self, project: str) -> tuple[Hook, ...]:
        """What the test put there, unless GitLab refuses."""
        if self.fault:
            raise self.fault
        return self.hooks

    def failed_deliveries(self, project: str, hook: Hook, limit: int) -> Iterator[Failed]:
        """What the test put there."""
        return iter(self.failed[:limit])

    def revive(self, project: str, hook: Hook) -> None:
        """Remember it."""
        self.revived.append(hook.id)


class Rules:
    """As much of the configuration as catching up looks at."""

    projects = {PROJECT: "community"}

    def manages(self, project: str | None) -> bool:
        """One project is ours."""
        return project in self.projects


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    """A real store."""
    opened = Store.open(f"sqlite:///{tmp_path}/usher.db")
    yield opened
    opened.close()


def know(store: Store, snapshot: Snapshot, **memory: Any) -> None:
    """Let `snapshot` be the issue as a run left it at `NOW`, with the further parts of its `memory`."""
    key = str(snapshot.ref)
    look = Event(id="first", kind=EventKind.LOOK, action="first", at=NOW, issue=snapshot.ref, project=PROJECT)
    store.receive(delivery(look))
    lease = store.claim("worker", NOW, 60, key)
    assert lease is not None
    decision = Decision(outcome=Outcome.PROCESSED)
    run = Run(id="01", work_key=key, started_at=NOW, state=RunState.DONE, decision=decision, events=())
    ids = [found.id for found in store.waiting(lease)]
    store.begin_run(lease, replace(run, state=RunState.APPLYING), ids)
    record = IssueRecord(ref=snapshot.ref, snapshot=snapshot, memory=Memory(seen=snapshot, **memory))
    ended = replace(run, finished_at=NOW)
    outcomes = dict.fromkeys(ids, Outcome.PROCESSED)
    store.finish_run(lease, ended, delivery_outcomes=outcomes, issue=record, extra_issues=(), messages=(), now=NOW)


def claimed(store: Store, key: str = str(REF)) -> Lease:
    """The right to work on the issue."""
    lease = store.claim("worker", NOW + timedelta(days=3), 60, key)
    assert lease is not None
    return lease


def caught(store: Store, told: Told, now: datetime = NOW + timedelta(minutes=5)) -> tuple[CaughtUp, list[Any]]:
    """One pass, with who was woken."""
    woken: list[Any] = []
    looker = CatchUp(store, told, Rules, lambda key, priority: woken.append((key, priority)), lambda: "usher-bot")
    return looker.run(now), woken


def waiting(store: Store, key: str = str(REF)) -> list[tuple[EventKind, str]]:
    """Kind and action of the events that wait for the issue."""
    lease = store.claim("worker", NOW + timedelta(days=3), 60, key)
    if lease is None:
        return []
    events = [event_of(delivery, key) for delivery in store.waiting(lease)]
    return [(event.kind, event.action) for event in events]


class TestCatchUp:
    def test_the_first_pass_begins_now(self, store):
        """A project seen for the first time is not swept: only what changes from now on is caught up."""
        told = Told()

        found, _ = caught(store, told, NOW)

        assert (found, told.asked) == (CaughtUp(), [NOW - timedelta(minutes=2)])

    def test_an_issue_that_changed_in_silence_is_looked_at(self, store):
        """A label that nobody told of makes one look, behind live events."""
        know(store, SEEN)
        changed = replace(SEEN, labels=frozenset({"Request::Done"}), updated_at=NOW + timedelta(minutes=3))

        found, woken = caught(store, Told([changed]))

        assert (found, woken, waiting(store)) == (
            CaughtUp(issues=1),
            [(str(REF), Priority.SWEEP)],
            [(EventKind.LOOK, "catch-up")],
        )

    @pytest.mark.parametrize(
        ("author", "after", "action"),
        [
            pytest.param("april.marks", timedelta(minutes=1), "opened", id="opened in the gap"),
            pytest.param("april.marks", -timedelta(days=9), "catch-up", id="opened long before"),
            pytest.param("usher-bot", timedelta(minutes=1), "catch-up", id="opened by Usher itself"),
        ],
    )
    def test_an_issue_that_nobody_told_of_was_opened_or_was_there(self, store, author, after, action):
        """Rules about new issues must hear of those whose opening went by, and of no others."""
        caught(store, Told(), NOW)
        changed = NOW + timedelta(minutes=3)
        issue = replace(SEEN, author=author, created_at=NOW + after, updated_at=changed)

        caught(store, Told([issue]))

        assert waiting(store) == [(EventKind.LOOK, action)]

    def test_an_issue_as_we_left_it_is_left_alone(self, store):
        """Our own writes, which GitLab lists as updates, make no work."""
        know(store, SEEN)

        found, woken = caught(store, Told([replace(SEEN, updated_at=NOW - timedelta(seconds=1))]))

        assert (found, woken) == (CaughtUp(), [])

    def test_the_same_change_is_handed_in_once(self, store):
        """Passes overlap, so the same change is seen again."""
        know(store, SEEN)
        told = Told([replace(SEEN, title="Renamed", updated_at=NOW + timedelta(minutes=3))])
        caught(store, told)

        assert caught(store, told)[0] == CaughtUp()

    def test_a_comment_that_nobody_told_of_is_heard(self, store):
        """Comments of the gap become comments, in whose name they were written."""
        know(store, SEEN)
        at = NOW + timedelta(minutes=3)
        told = Told([replace(SEEN, updated_at=at)], [Remark(Note(5, "Decision: approved"), User("cmo", 9), at)])

        found, _ = caught(store, told)

        assert (found, waiting(store)) == (CaughtUp(comments=1), [(EventKind.NOTE, "create")])

    def test_a_comment_is_heard_although_somebody_looked_since(self, store):
        """A run that came after a comment of which nobody told does not know of it."""
        caught(store, Told(), NOW - timedelta(minutes=4))
        know(store, SEEN)
        at = NOW - timedelta(minutes=3)
        told = Told([SEEN], [Remark(Note(5, "Decision: approved"), User("cmo", 9), at)])

        found, _ = caught(store, told)

        assert (found, waiting(store)) == (CaughtUp(comments=1), [(EventKind.NOTE, "create")])

    def test_what_was_heard_or_said_by_us_was_not_missed(self, store):
        """Comments that a run has heard, and Usher's own, are no news."""
        know(store, SEEN, fired=frozenset({"note:5"}))
        at = NOW + timedelta(minutes=3)
        remarks = [Remark(Note(6, "Recorded."), User("usher-bot", 1), at), Remark(Note(5, "Yes"), User("cmo", 9), at)]

        assert caught(store, Told([replace(SEEN, updated_at=at)], remarks))[0] == CaughtUp()

    def test_only_what_changed_and_has_comments_is_asked_for_them(self, store):
        """GitLab's lists count comments, so that an issue without any costs no request; nor does one that stands."""
        at = NOW + timedelta(minutes=3)
        changed, still = replace(SEEN, updated_at=at), replace(SEEN, updated_at=NOW - timedelta(days=1))
        quiet = Told([changed])
        spoken = Told([changed, still], [Remark(Note(5, "Yes"), User("cmo", 9), at)])

        caught(store, quiet)
        caught(store, spoken)

        assert (quiet.listened, spoken.listened) == ([], [REF])

    def test_comments_are_heard_in_the_order_in_which_they_were_written(self, store):
        """GitLab names the newest first; a decision that was taken back must not win."""
        know(store, SEEN)
        at = NOW + timedelta(minutes=3)
        later = Remark(Note(6, "Decision: declined"), User("cmo", 9), at + timedelta(seconds=9))
        told = Told([replace(SEEN, updated_at=at)], [later, Remark(Note(5, "Decision: approved"), User("cmo", 9), at)])

        caught(store, told)

        assert [item.key for item in store.waiting(claimed(store))] == [f"note:{REF}:5", f"note:{REF}:6"]

    def test_who_was_away_compares_all_open_issues(self, store):
        """What people did to labels alone meanwhile may not show as an update."""
        caught(store, Told(), NOW)
        know(store, SEEN)
        told = Told(every=[replace(SEEN, labels=frozenset({"Request::Done"}))])

        found = [caught(store, told, NOW + timedelta(minutes=minutes))[0] for minutes in (14, 29)]

        assert (found, waiting(store)) == ([CaughtUp(), CaughtUp(issues=1)], [(EventKind.LOOK, "catch-up")])

    def test_a_day_brings_a_comparison_of_all_open_issues(self, store):
        """A change of labels alone may not show as an update, so once a day everything open is compared."""
        told = Told()
        caught(store, told, NOW)

        caught(store, told, NOW + timedelta(days=1, minutes=1))
        caught(store, told, NOW + timedelta(days=1, minutes=6))

        assert told.asked == [
            NOW - timedelta(minutes=2),
            NOW - timedelta(minutes=2),
            None,
            NOW + timedelta(days=1, minutes=-1),
        ]

    def test_the_comparison_leaves_out_nothing_that_changed(self, store):
        """What was closed in a gap of more than a day is not among the open issues, and is looked at all the same."""
        caught(store, Told(), NOW)
        know(store, SEEN)
        closed = replace(SEEN, state="closed", updated_at=NOW + timedelta(hours=10))

        found, _ = caught(store, Told(every=[], issues=[closed]), NOW + timedelta(hours=25))

        assert (found, waiting(store)) == (CaughtUp(issues=1), [(EventKind.LOOK, "catch-up")])

    def test_a_clock_that_is_set_back_silences_nothing(self, store):
        """A sure point in the future is none: the last day is asked for, and everything open is compared."""
        caught(store, Told(), NOW + timedelta(days=900))
        told = Told()

        for minutes in (0, 5):
            caught(store, told, NOW + timedelta(minutes=minutes))

        assert told.asked == [NOW - timedelta(days=1, minutes=2), None, NOW - timedelta(minutes=2)]

    def test_what_both_lists_hold_is_looked_at_once(self, store):
        """An issue that changed and is open counts once."""
        caught(store, Told(), NOW)
        know(store, SEEN)
        changed = replace(SEEN, labels=frozenset({"Request::Done"}), updated_at=NOW + timedelta(hours=10))

        found, _ = caught(store, Told([changed, changed]), NOW + timedelta(hours=25))

        assert (found, waiting(store)) == (CaughtUp(issues=1), [(EventKind.LOOK, "catch-up")])

    def test_a_label_that_flips_twice_is_seen_twice(self, store):
        """Where the time of the last change stands still, each daily comparison has a reason of its own to look."""
        caught(store, Told(), NOW)
        know(store, SEEN)
        flipped = Told(issues=[], every=[replace(SEEN, labels=frozenset({"Request::Done"}))])

        found = [caught(store, flipped, NOW + timedelta(days=day, minutes=1))[0] for day in (1, 2)]

        assert found == [CaughtUp(issues=1), CaughtUp(issues=1)]

    def test_texts_that_the_retention_cleared_are_no_change(self, store):
        """Of a confidential issue that is closed no words are kept, so none of them can be compared."""
        know(store, replace(SEEN, title="", description="", state="closed", confidential=True))
        now = replace(SEEN, description="of Acme", state="closed", confidential=True)

        assert caught(store, Told([now]))[0] == CaughtUp()

    def test_gitlab_away_is_said_and_the_sure_point_stays(self, store):
        """What could not be asked is asked again from the same point."""
        caught(store, Told(), NOW)
        away = Told(fault=Again("GET projects: no answer"))

        found, _ = caught(store, away, NOW + timedelta(minutes=5))
        again = Told()
        caught(store, again, NOW + timedelta(minutes=10))

        assert (found.faults, again.asked) == (
            (f"{PROJECT}: GET projects: no answer",),
            [NOW - timedelta(minutes=2)],
        )


BODY = {
    "object_kind": "issue",
    "user": {"id": 2, "username": "cmo"},
    "project": {"path_with_namespace": PROJECT},
    "object_attributes": {"id": 107, "iid": 7, "action": "update", "state": "opened"},
    "labels": [],
    "changes": {},
}


class TestHookWatch:
    def watch(self, store: Store, told: Told) -> Watched:
        """One pass."""
        return HookWatch(store, told, Rules, lambda *_: None).run(NOW)

    def test_what_failed_is_taken_from_gitlabs_log(self, store):
        """A delivery that got a 5xx of ours is handed in under its own key, once."""
        told = Told(hooks=(HOOK,), failed=[Failed(1, "key-1", "Issue Hook", BODY)])

        assert (self.watch(store, told), self.watch(store, told), waiting(store)) == (
            Watched(recovered=1),
            Watched(),
            [(EventKind.ISSUE, "update")],
        )

    def test_what_has_no_key_is_known_by_its_place_in_the_log(self, store):
        """A GitLab before 17.4 names no delivery; it is handed in once all the same, the oldest first."""
        entries = [Failed(9, "", "Issue Hook", BODY), Failed(8, "", "Issue Hook", BODY)]
        told = Told(hooks=(HOOK,), failed=entries)

        found = (self.watch(store, told), self.watch(store, told))

        assert found == (Watched(recovered=2), Watched())
        assert [item.key for item in store.waiting(claimed(store))] == ["log:3:8", "log:3:9"]

    def test_a_lost_body_has_the_project_compared(self, store):
        """What GitLab did not keep it cannot send again; the next pass looks at every open issue, once."""
        caught(store, Told(), NOW)
        asked = []
        for entries in ([Failed(8, "k", "Issue Hook", None)], [Failed(8, "k", "Issue Hook", None)]):
            assert self.watch(store, Told(hooks=(HOOK,), failed=entries)) == Watched()
            told = Told()
            caught(store, told, NOW + timedelta(minutes=5))
            asked.append(None in told.asked)

        assert asked == [True, False]

    def test_a_disabled_hook_is_revived_and_told(self, store):
        """A test request is sent; a hook that works is left alone."""
        told = Told(hooks=(HOOK, Hook(4, "disabled", "issues_events")))

        found = self.watch(store, told)

        assert (told.revived, found.disabled) == (
            [4],
            (f"{PROJECT}: hook 4 was disabled; a test request was sent",),
        )

    def test_a_disabled_hook_has_the_project_compared(self, store):
        """What GitLab dropped meanwhile is in no log; the next pass looks at every open issue."""
        caught(store, Told(), NOW)
        self.watch(store, Told(hooks=(Hook(4, "disabled", "issues_events"),)))
        told = Told()

        caught(store, told)

        assert None in told.asked

    @pytest.mark.parametrize(
        "failed",
        [
            pytest.param(Failed(1, "k", "Push Hook", {"object_kind": "push"}), id="not ours to act on"),
            pytest.param(Failed(1, "k", "Issue Hook", {"object_kind": "issue"}), id="cannot be read"),
            pytest.param(
                Failed(1, "k", "Issue Hook", {**BODY, "project": {"path_with_namespace": "else/where"}}),
                id="a project that is not ours",
            ),
        ],
    )
    def test_what_makes_no_work_is_not_taken(self, store, failed):
        """The log holds everything that failed; only what would make work counts."""
        assert self.watch(store, Told(hooks=(HOOK,), failed=[failed])) == Watched()

    def test_without_the_role_maintainer_nothing_is_watched(self, store):
        """The bot may be Reporter; then catching up has to do."""
        assert self.watch(store, Told(fault=Refused("403"))) == Watched()
