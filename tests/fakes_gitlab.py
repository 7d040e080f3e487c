"""A GitLab in memory that keeps the promises of `GitLabPort`, and breaks off where a test says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from automation.decide.lookups import Place
from automation.gitlab.comparing import outstanding, shown
from automation.gitlab.errors import Gone
from automation.gitlab.listing import Page
from automation.gitlab.port import Applied
from automation.model.events import User
from automation.model.plan import Effect, KeepNote, MoveIssue, OpenIssue, PostNote, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent, Snapshot

BOT = User("usher-bot", 1)
_STATES = {"close": "closed", "reopen": "opened"}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One call that goes wrong."""

    #: ``whoami``, ``read``, ``access``, ``page``, ``count`` or the class name of an effect
    call: str
    fault: Exception
    #: the effect is written before the call fails
    after: bool = False


class NothingChanged:
    """A GitLab in which nothing happened in silence."""

    def updated_issues(self, project: str, since: datetime | None) -> Iterator[Snapshot]:
        """None."""
        return iter(())

    def remarks_since(self, ref: IssueRef, since: datetime) -> Iterator[Any]:
        """None."""
        return iter(())

    def our_hooks(self, project: str) -> tuple[Any, ...]:
        """None."""
        return ()

    def failed_deliveries(self, project: str, hook: Any, limit: int) -> Iterator[Any]:
        """None."""
        return iter(())

    def revive(self, project: str, hook: Any) -> None:
        """There is none to revive."""


class Listed:
    """The issues of a GitLab, page by page; of GitLab's filters it knows state and opening, so it lists too many."""

    def __init__(self, gitlab: FakeGitLab) -> None:
        self._gitlab = gitlab

    def page(self, project: str, filters: Mapping[str, str], after: str = "") -> Page:
        """The issues behind the number `after`."""
        self._gitlab.stumble("page")
        found = self._found(project, filters)
        behind = [issue for issue in found if issue.ref.iid > int(after or 0)]
        shown = behind[: self._gitlab.page_size]
        self._gitlab.pages.append((project, after))
        return Page(tuple(shown), str(shown[-1].ref.iid) if len(shown) < len(behind) else "")

    def count(self, project: str, filters: Mapping[str, str]) -> int | None:
        """How many there are."""
        self._gitlab.stumble("count")
        return len(self._found(project, filters))

    def opened_at(self, project: str, filters: Mapping[str, str], place: int) -> datetime | None:
        """When the issue at `place` was opened."""
        self._gitlab.stumble("opened_at")
        found = self._found(project, filters)
        return found[place].created_at if -len(found) <= place < len(found) else None

    def _found(self, project: str, filters: Mapping[str, str]) -> list[Snapshot]:
        every = (self._gitlab.issues[ref] for ref in sorted(self._gitlab.issues) if ref.project == project)
        return [issue for issue in every if filters.get("state", issue.state) == issue.state and _is_in(issue, filters)]


def _is_in(issue: Snapshot, filters: Mapping[str, str]) -> bool:
    """Whether it was opened when the filters say; GitLab takes both ends in."""
    after, before = filters.get("created_after"), filters.get("created_before")
    if issue.created_at is None:
        return True
    late = after is None or datetime.fromisoformat(after) <= issue.created_at
    return late and (before is None or issue.created_at <= datetime.fromisoformat(before))


@dataclass
class FakeGitLab:
    """Issues by reference, and everything that was ever written."""

    issues: dict[IssueRef, Snapshot] = field(default_factory=dict)
    #: marker and effect of each write, in order
    written: list[tuple[str, Effect]] = field(default_factory=list)
    #: references of the issues that were read, in order
    reads: list[IssueRef] = field(default_factory=list)
    #: markers that were looked for, in order
    searches: list[str] = field(default_factory=list)
    #: calls that go wrong, each once, the first that fits first
    troubles: list[Trouble] = field(default_factory=list)
    levels: dict[tuple[str, str], int] = field(default_factory=dict)
    past: tuple[HistoryEvent, ...] = ()
    #: usernames by the path of a project or group
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    #: usernames that GitLab drops from assignees
    strangers: frozenset[str] = frozenset()
    #: called before each write
    meanwhile: Callable[[], object] = lambda: None
    #: issues on a page of a list
    page_size: int = 3
    #: project and place of each page that was read, in order
    pages: list[tuple[str, str]] = field(default_factory=list)
    closed: bool = False
    _results: dict[str, dict[str, Any]] = field(default_factory=dict)
    _lock: threading.RLock = field(default_factory=threading.RLock)

    @property
    def changes(self) -> NothingChanged:
        """Whatever changed, somebody told us."""
        return NothingChanged()

    @property
    def listing(self) -> Listed:
        """The issues, listed."""
        return Listed(self)

    def whoami(self) -> User:
        """The bot."""
        self._stumble("whoami", after=False)
        return BOT

    def read_issue(self, ref: IssueRef) -> Snapshot:
        """The issue as it is."""
        self.reads.append(ref)
        self._stumble("read", after=False)
        return self._issue(ref)

    def history(self, ref: IssueRef) -> tuple[HistoryEvent, ...]:
        """What the test has put there."""
        return self.past

    def access_level(self, project: str, username: str) -> int:
        """What the test has put there."""
        self._stumble("access", after=False)
        return self.levels.get((project, username), 0)

    def is_member(self, place: Place, username: str) -> bool:
        """Whether `members` has them."""
        return username in self.members.get(place.path, ())

    def labelled_at(self, ref: IssueRef, label: str) -> datetime | None:
        """When `past` says that the label was set last."""
        events = self.history(ref)
        return next((event.at for event in reversed(events) if (event.label, event.action) == (label, "add")), None)

    def acts_since(self, ref: IssueRef, since: datetime) -> dict[str, datetime]:
        """Those of `past` since."""
        return {event.user: event.at for event in self.history(ref) if event.at >= since}

    def threads(self, ref: IssueRef) -> int:
        """As many as there are comments."""
        return self._issue(ref).figures.comments

    def apply(self, effect: Effect, marker: str, resuming: bool, before: Snapshot | None = None) -> Applied:
        """Write once; when resuming, find what was written."""
        with self._lock:
            self.meanwhile()
            self._stumble(type(effect).__name__, after=False)
            if resuming:
                self.searches.append(marker)
            if resuming and self._is_there(effect, marker):
                return Applied(result=self._results.get(marker, {}), found=True)
            result = self._write(effect)
            self.written.append((marker, effect))
            self._results[marker] = result
            self._stumble(type(effect).__name__, after=True)
            return Applied(result=result)

    def close(self) -> None:
        """Nothing is open."""
        self.closed = True

    def _is_there(self, effect: Effect, marker: str) -> bool:
        if isinstance(effect, UpdateIssue):
            return outstanding(effect, self._issue(effect.ref)) is None
        return marker in self._results

    def _write(self, effect: Effect) -> dict[str, Any]:
        match effect:
            case UpdateIssue():
                return self._update(effect)
            case OpenIssue():
                return self._open(effect)
            case MoveIssue():
                moved = replace(self._issue(effect.ref), ref=IssueRef(effect.to_project, 1))
                self.issues[moved.ref] = moved
                return {"project": moved.ref.project, "iid": moved.ref.iid}
            case PostNote() | KeepNote():
                self._issue(effect.ref)
                return {"note_id": 100 + len(self.written)}
        return {}

    def _update(self, effect: UpdateIssue) -> dict[str, Any]:
        issue = self._issue(effect.ref)
        asked: Mapping[str, Any] = {
            "assignees": effect.assignees and tuple(name for name in effect.assignees if name not in self.strangers),
            "state": _STATES.get(effect.state_event or ""),
            "confidential": effect.confidential,
            "title": effect.title,
        }
        changed = {name: value for name, value in asked.items() if value is not None}
        labels = (issue.labels | effect.add_labels) - effect.remove_labels
        self.issues[effect.ref] = replace(issue, labels=labels, **changed)
        return shown(self.issues[effect.ref])

    def _open(self, effect: OpenIssue) -> dict[str, Any]:
        iid = 1 + max((ref.iid for ref in self.issues if ref.project == effect.project), default=0)
        ref = IssueRef(effect.project, iid)
        self.issues[ref] = Snapshot(
            ref=ref,
            id=1000 + len(self.issues),
            title=effect.title,
            description=effect.description,
            labels=effect.labels,
            assignees=tuple(name for name in effect.assignees if name not in self.strangers),
            author=BOT.username,
            web_url=f"https://gitlab.example/{ref.project}/-/issues/{iid}",
        )
        issue = self.issues[ref]
        return {"project": ref.project, "iid": iid, "id": issue.id, "web_url": issue.web_url, **shown(issue)}

    def _issue(self, ref: IssueRef) -> Snapshot:
        if ref not in self.issues:
            message = f"{ref} is not there any more"
            raise Gone(message, status=404)
        return self.issues[ref]

    def stumble(self, call: str) -> None:
        """Go wrong where the test says so."""
        self._stumble(call, after=False)

    def _stumble(self, call: str, *, after: bool) -> None:
        found = next((item for item in self.troubles if item.call == call and item.after is after), None)
        if found is not None:
            self.troubles.remove(found)
            raise found.fault
