"""The one narrow port through which a decision asks what it must know beyond its issue (design.md §2)."""

from __future__ import annotations

from typing import Protocol


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
