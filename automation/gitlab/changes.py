"""What changed in GitLab while nobody told us: issues by their last change, comments, hooks and their failures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

from automation.gitlab.connection import Connection, project_path
from automation.gitlab.errors import gone_if_missing
from automation.gitlab.reading import snapshot_of
from automation.gitlab.writing.site import issue_path
from automation.model.events import Note, User
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot

#: what stands in the log for a body that is too large for it (GitLab's source, app/models/web_hook_log.rb)
_NOT_KEPT: Final = {"oversize": True}
#: where GitLab delivers to
DOOR = "/webhooks/gitlab"


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with who wrote it, and when (UTC)."""

    note: Note
    author: User
    at: datetime


@dataclass(frozen=True, slots=True)
class Hook:
    """A project's hook that delivers to us."""

    id: int
    #: ``executable``, ``temporarily_disabled`` or ``disabled`` (gitlab.md §1.3)
    alert_status: str
    #: a trigger that it has, to test it with
    trigger: str


@dataclass(frozen=True, slots=True)
class Failed:
    """A delivery that did not get through, from the hook's own log."""

    #: number in the log; later ones have higher numbers
    id: int
    #: empty where GitLab kept none, as before 17.4
    key: str
    #: X-Gitlab-Event
    header: str
    #: None where GitLab kept none
    body: Mapping[str, Any] | None


class ChangesPort(Protocol):
    """What catching up asks of GitLab; every method may raise `automation.gitlab.errors.GitLabFault`."""

    def updated_issues(self, project: str, since: datetime | None) -> Iterator[Snapshot]:
        """The issues that changed since (None: all open ones), the longest unchanged first."""
        ...

    def remarks_since(self, ref: IssueRef, since: datetime) -> Iterator[Remark]:
        """The comments that people wrote since, newest first."""
        ...

    def our_hooks(self, project: str) -> tuple[Hook, ...]:
        """The project's hooks that deliver to us; needs the role Maintainer."""
        ...

    def failed_deliveries(self, project: str, hook: Hook, limit: int) -> Iterator[Failed]:
        """The newest deliveries that failed within GitLab's memory of seven days, at most `limit`."""
        ...

    def revive(self, project: str, hook: Hook) -> None:
        """Send a test request; GitLab enables the hook again when it is answered with 2xx."""
        ...


class Changes:
    """`ChangesPort` over one connection."""

    def __init__(self, api: Connection) -> None:
        self._api = api

    def updated_issues(self, project: str, since: datetime | None) -> Iterator[Snapshot]:
        """See `ChangesPort`; pages by key, so that rows may move meanwhile (gitlab.md §3.10)."""
        wanted: dict[str, Any] = {"state": "opened"} if since is None else {"updated_after": since.isoformat()}
        rows = self._api.each(
            project_path(project, "issues"),
            scope="all",
            order_by="updated_at",
            sort="asc",
            pagination="keyset",
            **wanted,
        )
        for row in rows:
            yield snapshot_of(IssueRef(project, row["iid"]), row)

    def remarks_since(self, ref: IssueRef, since: datetime) -> Iterator[Remark]:
        """See `ChangesPort`."""
        with gone_if_missing(ref):
            for row in self._api.each(issue_path(ref, "notes"), sort="desc", order_by="created_at"):
                at = datetime.fromisoformat(row["created_at"]).astimezone(UTC)
                if at < since:
                    return
                if not row.get("system"):
                    author = User(row["author"]["username"], row["author"]["id"], row["author"].get("name") or "")
                    yield Remark(Note(row["id"], row["body"], bool(row.get("internal"))), author, at)

    def our_hooks(self, project: str) -> tuple[Hook, ...]:
        """See `ChangesPort`."""
        rows = self._api.each(project_path(project, "hooks"))
        return tuple(_hook(row) for row in rows if urlsplit(row.get("url", "")).path.endswith(DOOR))

    def failed_deliveries(self, project: str, hook: Hook, limit: int) -> Iterator[Failed]:
        """See `ChangesPort` (api/project_webhooks.md, from GitLab 17.3 on)."""
        for status in ("server_failure", "client_failure"):
            rows = self._api.each(project_path(project, "hooks", hook.id, "events"), status=status, limit=limit)
            yield from map(_failed, rows)

    def revive(self, project: str, hook: Hook) -> None:
        """See `ChangesPort`."""
        self._api.post(project_path(project, "hooks", hook.id, "test", hook.trigger), {})


def _hook(row: Mapping[str, Any]) -> Hook:
    trigger = "issues_events" if row.get("issues_events") else "note_events"
    return Hook(row["id"], row.get("alert_status") or "executable", trigger)


def _failed(row: Mapping[str, Any]) -> Failed:
    headers, body = row.get("request_headers") or {}, row.get("request_data")
    key = headers.get("Idempotency-Key") or headers.get("webhook-id") or ""
    kept = isinstance(body, Mapping) and body != _NOT_KEPT
    return Failed(row["id"], str(key), str(headers.get("X-Gitlab-Event", "")), body if kept else None)
