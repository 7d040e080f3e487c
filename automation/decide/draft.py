"""The scratch pad of one decision: the issue as it will be, and what will be said and done besides."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from automation.decide.labels import in_scope, scope_of
from automation.model.decision import Reason, Verdict
from automation.model.plan import Effect, Message
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Snapshot


@dataclass(frozen=True, slots=True)
class Trigger:
    """Something that rules may react to."""

    #: e.g. ``label.added``
    name: str
    #: what the pattern in ``label.added(Topic::*)`` is held against
    value: str = ""
    actor: str | None = None
    #: what conditions see as ``event.data``
    data: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Draft:
    """The issue as it will be. Lives inside one decision and is never seen outside of it."""

    before: Snapshot
    memory: Memory
    labels: set[str] = field(default_factory=set)
    assignees: list[str] = field(default_factory=list)
    state: str = "opened"
    confidential: bool = False
    due_date: date | None = None
    title: str = ""
    milestone: str = ""
    locked: bool = False
    description: str = ""
    #: the issue does not exist yet: only what can be set at its creation counts
    virtual: bool = False
    #: there is no issue and will be none: only what concerns others counts
    absent: bool = False
    #: work key in whose name a unique value is claimed
    claimant: str = ""
    messages: list[Message] = field(default_factory=list)
    lasting: list[Message] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    #: triggers that rules have not seen yet
    triggers: list[Trigger] = field(default_factory=list)
    #: stages that the issue came into since clocks last looked, in order
    entered: list[str] = field(default_factory=list)
    #: all stages that the issue came into, in order
    passed: list[str] = field(default_factory=list)
    #: how many triggers rules have seen
    spent: int = 0
    matched: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, snapshot: Snapshot, memory: Memory) -> Draft:
        """A draft of an issue that exists; it changes nothing yet."""
        return cls(
            before=snapshot,
            memory=memory,
            labels=set(snapshot.labels),
            assignees=list(snapshot.assignees),
            state=snapshot.state,
            confidential=snapshot.confidential,
            due_date=snapshot.due_date,
            title=snapshot.title,
            milestone=snapshot.milestone or "",
            locked=snapshot.locked,
            description=snapshot.description,
            claimant=str(snapshot.ref),
        )

    @classmethod
    def new(cls, snapshot: Snapshot, memory: Memory, claimant: str) -> Draft:
        """A draft of an issue that does not exist yet; its unique value is claimed in the name of `claimant`."""
        return replace(cls.of(snapshot, memory), virtual=True, claimant=claimant)

    @classmethod
    def without_issue(cls, author: str, claimant: str) -> Draft:
        """A draft for what happens by itself, as by a schedule, in the name of `author`; `claimant` is its work key."""
        nothing = Snapshot(ref=IssueRef("", 0), id=0, title="", author=author)
        return replace(cls.of(nothing, Memory()), absent=True, claimant=claimant)

    def issue(self) -> Snapshot:
        """The issue as the plan leaves it."""
        return replace(
            self.before,
            title=self.title,
            description=self.description,
            state=self.state,
            confidential=self.confidential,
            labels=frozenset(self.labels),
            assignees=tuple(self.assignees),
            due_date=self.due_date,
            milestone=self.milestone or None,
            locked=self.locked,
        )

    def remember(self, **changes: Any) -> None:
        """Change what Usher will know of the issue."""
        self.memory = replace(self.memory, **changes)

    def because(self, title: str, verdict: Verdict = Verdict.YES, detail: str = "", *children: Reason) -> None:
        """Add one reason to the explanation."""
        self.reasons.append(Reason(title, verdict, detail, children))

    def add_label(self, label: str, source: str) -> bool:
        """Set `label` for `source` (a rule or mechanism); its siblings in the scope go (rules.md G08).

        Gives False where a person took this label back from the same source (design.md §6).
        """
        if f"{source}|label:{label}" in self.memory.reversed:
            return False
        scope = scope_of(label)
        if scope is not None:
            self.labels.difference_update(in_scope(self.labels, scope))
        self.labels.add(label)
        if label not in self.before.labels:
            self.remember(given={**self.memory.given, f"label:{label}": source})
        return True

    def own(self, usernames: tuple[str, ...], source: str) -> None:
        """Make `usernames` the owners in place of those that Usher chose before; people's own choices stay."""
        wanted = [name for name in usernames if f"{source}|assignee:{name}" not in self.memory.reversed]
        kept = [name for name in self.assignees if name not in self.memory.owners]
        self.assignees = list(dict.fromkeys([*wanted, *kept]))
        given = {f"assignee:{name}": source for name in wanted}
        self.remember(owners=tuple(wanted), given={**self.memory.given, **given})

    def assign(self, usernames: tuple[str, ...], source: str) -> None:
        """Add `usernames` to the assignees, save whom a person took off after the same source had assigned them."""
        wanted = [name for name in usernames if f"{source}|assignee:{name}" not in self.memory.reversed]
        new = [name for name in wanted if name not in self.assignees]
        self.assignees.extend(new)
        given = {f"assignee:{name}": source for name in new}
        self.remember(given={**self.memory.given, **given}, owners=tuple(dict.fromkeys([*self.memory.owners, *new])))

    def set_state(self, state: str, source: str) -> str:
        """Close or reopen for `source`, and say so; a person's reversal of the same source stands (design.md §6)."""
        if self.state == state:
            return f"is {state} already"
        if f"{source}|state:{state}" in self.memory.reversed:
            return f"a person took {state} back, so it stays {self.state}"
        self.state = state
        self.remember(given={**self.memory.given, f"state:{state}": source})
        return f"sets the state to {state}"
