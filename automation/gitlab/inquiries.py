"""What selections ask of issues beyond their rows: members, label history, who was active, threads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from automation.decide.lookups import Place
from automation.gitlab.connection import Connection, group_path, project_path
from automation.gitlab.errors import gone_if_missing
from automation.gitlab.reading import history_of
from automation.gitlab.ttl import TtlCache
from automation.gitlab.writing.site import issue_path
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent

#: how long a list of members holds: a sweep asks for hundreds of people
_MEMBERS_SECONDS = 300.0


class Inquiries:
    """Questions over one connection; answers about issues are never remembered."""

    def __init__(self, api: Connection, clock: Callable[[], float]) -> None:
        """Asks nothing yet; `clock` gives seconds that never go back."""
        self._api = api
        self._members = TtlCache[Place, frozenset[str]](_MEMBERS_SECONDS, clock)

    def is_member(self, place: Place, username: str) -> bool:
        """Whether `username` is a member of `place`, also by inheritance (api/members.md, members/all)."""
        return username.casefold() in self._members.get(place, lambda: self._ask_members(place))

    def history(self, ref: IssueRef) -> tuple[HistoryEvent, ...]:
        """All label and state events of the issue, oldest first."""
        with gone_if_missing(ref):
            labels = list(self._api.each(issue_path(ref, "resource_label_events")))
            states = list(self._api.each(issue_path(ref, "resource_state_events")))
        return history_of(labels, states)

    def labelled_at(self, ref: IssueRef, label: str) -> datetime | None:
        """When (UTC) the issue got `label` last; None where GitLab has no event of it."""
        with gone_if_missing(ref):
            events = history_of(self._api.each(issue_path(ref, "resource_label_events")), ())
        return next((event.at for event in reversed(events) if (event.label, event.action) == (label, "add")), None)

    def acts_since(self, ref: IssueRef, since: datetime) -> dict[str, datetime]:
        """Who commented or changed something since, with the last instant (UTC).

        Assignees, dates and texts have no events of their own (api/resource_label_events.md and its siblings): GitLab's
        system notes tell who changed them, and also who mentioned the issue elsewhere.
        """
        acts: dict[str, datetime] = {}
        for username, at in [*self._notes_since(ref, since), *((event.user, event.at) for event in self.history(ref))]:
            if at >= since:
                acts[username] = max(at, acts.get(username, at))
        return acts

    def threads(self, ref: IssueRef) -> int:
        """How many threads the comments of people make (api/discussions.md); a single comment is one."""
        with gone_if_missing(ref):
            rows = self._api.each(issue_path(ref, "discussions"))
            return sum(any(not note.get("system") for note in row.get("notes") or ()) for row in rows)

    def _ask_members(self, place: Place) -> frozenset[str]:
        path = project_path if place.kind == "project" else group_path
        rows = self._api.each(path(place.path, "members", "all"))
        return frozenset(row["username"].casefold() for row in rows)

    def _notes_since(self, ref: IssueRef, since: datetime) -> Iterator[tuple[str, datetime]]:
        """Authors of comments and system notes, the newest first (api/notes.md)."""
        with gone_if_missing(ref):
            for row in self._api.each(issue_path(ref, "notes"), sort="desc", order_by="created_at"):
                at = datetime.fromisoformat(row["created_at"]).astimezone(UTC)
                if at < since:
                    return
                yield _author(row), at


def _author(row: dict[str, Any]) -> str:
    return str((row.get("author") or {}).get("username", ""))
