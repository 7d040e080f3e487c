"""Playing people and GitLab around the pure core: what is decided is applied to a plain issue, without any I/O."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from automation.config.load import load_config
from automation.decide.batch import Batch
from automation.decide.build import lasting_body
from automation.decide.compile import compile_config
from automation.decide.compiled import Compiled
from automation.decide.core import decide
from automation.decide.lookups import Place
from automation.model.decision import Decision, Reason, Verdict
from automation.model.events import Change, Event, EventKind, Note, User
from automation.model.others import OtherIssue, Wanted
from automation.model.plan import UNSET, Effect, KeepNote, Message, OpenIssue, PostNote, UpdateIssue
from automation.model.refs import IssueRef, intake_key
from automation.model.report import Period, Report
from automation.model.snapshot import HistoryEvent, LastingMessage, Memory, Snapshot

ROOT = Path(__file__).resolve().parent.parent
BOT = User("usher-bot", 1, "Usher")
MONDAY = datetime(2027, 1, 11, 9, tzinfo=UTC)


@cache
def shipped() -> Compiled:
    """The configuration that ships, compiled once."""
    return compile_config(load_config(ROOT / "config.yml", {}))


@dataclass
class Answers:
    """Look-ups from plain data."""

    levels: dict[str, int] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    others: tuple[str, ...] = ()
    listed: tuple[OtherIssue, ...] = ()
    #: members, as ``path: usernames``
    members: dict[str, frozenset[str]] = field(default_factory=dict)
    #: when labels were set
    labelled: dict[str, datetime] = field(default_factory=dict)
    #: when people last did something
    acts: dict[str, datetime] = field(default_factory=dict)
    threaded: int = 0
    #: reports by name
    reports: dict[str, Report] = field(default_factory=dict)
    #: numbers of the issues that Usher opens
    numbers: count[int] = field(default_factory=lambda: count(2))

    def access_level(self, project: str, username: str) -> int:
        """The level that `levels` has."""
        return self.levels.get(username, 0)

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """Who came first."""
        other = self.held.setdefault(f"{workflow}|{value}", claimant)
        return None if other == claimant else other

    def related(self, workflow: str, key: str, value: str, open_only: bool) -> tuple[str, ...]:
        """The same for every question."""
        return self.others

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """Those of `listed` that fit, in their order."""
        return tuple(
            found
            for found in self.listed
            if (wanted.stage is None or found.stage == wanted.stage)
            and (wanted.assignee is None or wanted.assignee in found.assignees)
            and (found.is_open or not wanted.open_only)
        )

    def report(self, name: str, period: Period) -> Report:
        """The one that `reports` has, for whatever period is asked; else one without figures."""
        return replace(self.reports.get(name, Report(title=name, period=period)), period=period)

    def is_member(self, place: Place, username: str) -> bool:
        """Whether `members` has them."""
        return username in self.members.get(place.path, ())

    def labelled_at(self, issue: str, label: str) -> datetime | None:
        """What `labelled` has."""
        return self.labelled.get(label)

    def acts_since(self, issue: str, since: datetime) -> Mapping[str, datetime]:
        """What `acts` has since."""
        return {name: at for name, at in self.acts.items() if at >= since}

    def threads(self, issue: str) -> int:
        """What `threaded` has."""
        return self.threaded

    def keep(self, workflow: str | None, values: Iterable[str], holder: str) -> None:
        """What the end of a run does to the index of claims: `holder` has `values`, and nothing else."""
        self.held = {key: other for key, other in self.held.items() if other != holder}
        self.held |= {f"{workflow}|{value}": holder for value in values}


@dataclass
class Play:
    """One issue under the hands of people and of Usher."""

    rules: Compiled
    snapshot: Snapshot
    memory: Memory = field(default_factory=Memory)
    ask: Answers = field(default_factory=Answers)
    now: datetime = MONDAY
    history: tuple[HistoryEvent, ...] = ()
    last: Decision | None = None
    _events: int = 0

    @classmethod
    def blank(cls, rules: Compiled, project: str, *, author: str, body: str = "", **facts: Any) -> Play:
        """An issue that has just been opened and that Usher has not seen."""
        path = rules.config.projects[project].path
        snapshot = Snapshot(
            ref=IssueRef(path, 1), id=1, title=facts.pop("title", "An issue"), description=body, author=author, **facts
        )
        return cls(rules, snapshot)

    @classmethod
    def born(cls, rules: Compiled, effect: OpenIssue, ask: Answers, now: datetime) -> Play:
        """The issue that `effect` opened, as Usher keeps it, after its first own turn."""
        snapshot = Snapshot(
            ref=IssueRef(effect.project, next(ask.numbers)),
            id=9,
            author=BOT.username,
            **{name: getattr(effect, name) for name in _OPENED},
        )
        ask.keep(effect.memory.workflow, effect.claims, str(snapshot.ref))
        play = cls(rules, snapshot, replace(effect.memory, seen=snapshot), ask, now)
        play.message("opened", **(effect.announce or {}))
        return play

    def children(self) -> list[Play]:
        """The issues that the last decision opened, each after its first own turn."""
        made = [Play.born(self.rules, effect, self.ask, self.now) for effect in self.opened]
        opened = {play.memory.workflow or "": str(play.snapshot.ref) for play in made}
        self.memory = replace(self.memory, opened={**self.memory.opened, **opened})
        return made

    def event(self, kind: EventKind, action: str, actor: str | None, **facts: Any) -> Event:
        """An event about the issue as it is now."""
        self._events += 1
        return Event(
            id=f"event-{self._events}",
            kind=kind,
            action=action,
            at=self.now,
            issue=self.snapshot.ref,
            project=self.snapshot.ref.project,
            actor=User(actor) if actor else None,
            **{"labels": self.snapshot.labels, "state": self.snapshot.state, **facts},
        )

    def open(self) -> Decision:
        """The author's opening is reported."""
        return self.decide(self.event(EventKind.ISSUE, "open", self.snapshot.author))

    def change(self, actor: str, *, add: Iterable[str] = (), remove: Iterable[str] = (), **fields: Any) -> Event:
        """`actor` changes the issue; gives the event that reports it."""
        before = self.snapshot
        labels = (before.labels | set(add)) - set(remove)
        self.snapshot = replace(before, labels=labels, **fields)
        changes = {"labels": Change(before.labels, labels)} if labels != before.labels else {}
        changes |= {name: Change(getattr(before, name), value) for name, value in fields.items()}
        action = {"closed": "close", "opened": "reopen"}.get(fields.get("state", ""), "update")
        return self.event(EventKind.ISSUE, action, actor, changes=changes)

    def update(self, actor: str, **change: Any) -> Decision:
        """`actor` changes the issue and Usher answers."""
        return self.decide(self.change(actor, **change))

    def comment(self, actor: str, body: str, note_id: int = 1) -> Decision:
        """`actor` comments and Usher answers."""
        return self.decide(self.event(EventKind.NOTE, "create", actor, note=Note(note_id, body)))

    def message(self, name: str, **data: Any) -> Decision:
        """Another issue sends a message and Usher answers."""
        return self.decide(self.event(EventKind.MESSAGE, name, None, data=data, labels=None, state=None))

    def wake(self) -> Decision:
        """A timer of the issue fires."""
        return self.decide(self.event(EventKind.TIMER, "wake", None, labels=None, state=None))

    def batch(self, *events: Event) -> Batch:
        """What the core would be given."""
        return Batch(
            key=str(self.snapshot.ref),
            events=events,
            snapshot=self.snapshot,
            memory=self.memory,
            bot=BOT,
            history=self.history,
        )

    def decide(self, *events: Event) -> Decision:
        """Usher decides on `events`; its plan is applied to the issue."""
        decision = decide(self.batch(*events), self.rules, self.ask, self.now)
        self.last = decision
        if decision.memory is not None:
            self.memory = decision.memory
            self.ask.keep(self.memory.workflow, decision.claims, str(self.snapshot.ref))
        for effect in decision.plan.effects:
            if isinstance(effect, UpdateIssue):
                self.snapshot = applied(self.snapshot, effect)
            if isinstance(effect, KeepNote):
                kept = LastingMessage(effect.note_id or 77, lasting_body(effect.message))
                self.memory = replace(self.memory, messages={**self.memory.messages, effect.message.key: kept})
        return decision

    @property
    def state(self) -> dict[str, Any]:
        """The issue as scenario files describe it."""
        due = self.snapshot.due_date
        return {
            "labels": sorted(self.snapshot.labels),
            "assignees": sorted(self.snapshot.assignees),
            "due_date": due.isoformat() if due else None,
            "state": self.snapshot.state,
            "confidential": self.snapshot.confidential,
        }

    @property
    def said(self) -> list[tuple[str, dict[str, str], tuple[str, ...]]]:
        """Messages of the last decision: key, attributes, people told."""
        return [(message.key, dict(message.attrs), message.mentions) for message in self.messages]

    @property
    def messages(self) -> list[Message]:
        """Messages of the last decision."""
        new = [message for effect in self.effects if isinstance(effect, PostNote) for message in effect.messages]
        return new + [effect.message for effect in self.effects if isinstance(effect, KeepNote)]

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Effects of the last decision."""
        return self.last.plan.effects if self.last else ()

    @property
    def opened(self) -> list[OpenIssue]:
        """Issues that the last decision opens."""
        return [effect for effect in self.effects if isinstance(effect, OpenIssue)]

    @property
    def errors(self) -> list[Reason]:
        """What the last decision could not evaluate."""
        return [reason for reason in flat(self.last.reasons if self.last else ()) if reason.verdict is Verdict.ERROR]


#: what an issue is opened with, under the same names as in its snapshot
_OPENED = ("title", "description", "labels", "assignees", "due_date", "confidential", "milestone")


def flat(reasons: Iterable[Reason]) -> Iterator[Reason]:
    """Every reason with those inside of it."""
    for reason in reasons:
        yield reason
        yield from flat(reason.children)


def fill_in(
    rules: Compiled, workflow: str, fields: Mapping[str, str], ask: Answers, now: datetime = MONDAY
) -> Decision:
    """A signed form asks for an issue of `workflow`."""
    event = Event(id="form", kind=EventKind.INTAKE, action=workflow, at=now, data=fields)
    key = intake_key(workflow)
    return decide(Batch(key=key, events=(event,), snapshot=None, memory=Memory(), bot=BOT), rules, ask, now)


def applied(snapshot: Snapshot, effect: UpdateIssue) -> Snapshot:
    """`snapshot` after GitLab took `effect` over."""
    changes: dict[str, Any] = {
        name: getattr(effect, name)
        for name in ("assignees", "confidential", "title", "locked", "description")
        if getattr(effect, name) is not None
    }
    if effect.due_date is not UNSET:
        changes["due_date"] = effect.due_date
    if effect.milestone is not None:
        changes["milestone"] = effect.milestone or None
    if effect.state_event is not None:
        changes["state"] = {"close": "closed", "reopen": "opened"}[effect.state_event]
    labels = (snapshot.labels - effect.remove_labels) | effect.add_labels
    return replace(snapshot, labels=labels, **changes)


def body(program: str, fields: Mapping[str, str]) -> str:
    """A description with the marker of `program` and its fields."""
    return "\n".join([f"<!-- program: {program} -->", *(f"- **{name}:** {value}" for name, value in fields.items())])
