"""What the rest of Usher needs of GitLab: five methods, implemented by `automation.gitlab.client.GitLabClient`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from automation.decide.lookups import Place
from automation.model.events import User
from automation.model.plan import Effect
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent, Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What came of one effect."""

    #: JSON data: ids and references of what was made, or the issue's fields as GitLab shows them afterwards
    result: dict[str, Any] = field(default_factory=dict)
    #: what GitLab did not take over, one sentence each
    shortfall: tuple[str, ...] = ()
    #: the effect that takes this one back; None where nothing can, or where the issue before it was not given
    inverse: Effect | None = None
    #: nothing had to be written: GitLab had it already
    found: bool = False


class GitLabPort(Protocol):
    """GitLab as seen by the worker; every method may raise `automation.gitlab.errors.GitLabFault`."""

    def whoami(self) -> User:
        """The user of our token."""
        ...

    def read_issue(self, ref: IssueRef) -> Snapshot:
        """The issue as GitLab has it now.

        Raises:
            Gone: the issue is not there any more, or not visible to the bot.
        """
        ...

    def history(self, ref: IssueRef) -> tuple[HistoryEvent, ...]:
        """All label and state events of the issue, oldest first; raises as `read_issue`."""
        ...

    def access_level(self, project: str, username: str) -> int:
        """GitLab's number for the role of `username` in `project`, inherited ones included; 0 for no member."""
        ...

    def is_member(self, place: Place, username: str) -> bool:
        """Whether `username` is a member of `place`, also by inheritance; upper and lower case do not matter."""
        ...

    def labelled_at(self, ref: IssueRef, label: str) -> datetime | None:
        """When (UTC) the issue got `label` last; None where GitLab does not say. Raises as `read_issue`."""
        ...

    def acts_since(self, ref: IssueRef, since: datetime) -> dict[str, datetime]:
        """Who commented on or changed the issue since, each with the last instant (UTC); raises as `read_issue`."""
        ...

    def threads(self, ref: IssueRef) -> int:
        """How many threads the comments of the issue make, single comments included; raises as `read_issue`."""
        ...

    def apply(self, effect: Effect, marker: str, resuming: bool, before: Snapshot | None = None) -> Applied:
        """Writes `effect` once.

        Args:
            effect: what to write; `Notify` and `Send` are not GitLab's.
            marker: ``usher:<run id>:<effect index>``, by which notes and issues of ours are found again.
            resuming: the effect may have been written already: look first.
            before: the issue before the run, for the inverse, and to leave alone what people changed since.

        Raises:
            Gone: the issue is not there any more.
            TypeError: `effect` is none of GitLab's.
        """
        ...
