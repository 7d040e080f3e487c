"""The one narrow port through which a decision asks what it must know beyond its issue (design.md §2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from automation.model.others import OtherIssue, Wanted
from automation.model.report import Period, Report


@dataclass(frozen=True, slots=True)
class Place:
    """A project or a group, which have members."""

    kind: Literal["project", "group"]
    #: full path
    path: str


class LookUps(Protocol):
    """Questions over the stored snapshots; what is answered is kept with the run, and explains its decision later."""

    def access_level(self, project: str, username: str) -> int:
        """The numeric access level of `username` in the project with the path `project`; 0 for no member."""

    def holder(self, workflow: str, value: str, claimant: str) -> str | None:
        """Claim `value` in the unique index of `workflow` for `claimant`.

        Gives None when it is the claimant's now, else the other holder as ``path#iid``.
        """

    def related(self, workflow: str, key: str, value: str, open_only: bool) -> tuple[str, ...]:
        """The issues (``path#iid``, oldest first) of `workflow` whose index key `key` has the value `value`."""

    def issues(self, wanted: Wanted) -> tuple[OtherIssue, ...]:
        """The issues that `wanted` asks for as their last runs left them, oldest first; of very many the newest 500."""

    def report(self, name: str, period: Period) -> Report:
        """The report `name` for `period`, from what is recorded up to now."""

    def is_member(self, place: Place, username: str) -> bool:
        """Whether `username` is a member of `place`, also by inheritance."""

    def labelled_at(self, issue: str, label: str) -> datetime | None:
        """When (UTC) `label` was last set on the issue ``path#iid``; None where GitLab does not say."""

    def acts_since(self, issue: str, since: datetime) -> Mapping[str, datetime]:
        """Who commented on or changed the issue ``path#iid`` since (UTC), each with the last instant (UTC)."""

    def threads(self, issue: str) -> int:
        """How many threads the comments of the issue ``path#iid`` make; one that nobody answered is one too."""
