"""The one implementation of `GitLabPort`, on python-gitlab."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import monotonic

from automation.config.model import GitLab as Settings
from automation.decide.lookups import Place
from automation.gitlab.budget import Budget, Limits
from automation.gitlab.changes import Changes
from automation.gitlab.connection import Connection
from automation.gitlab.inquiries import Inquiries
from automation.gitlab.inverse import inverse
from automation.gitlab.listing import Listing
from automation.gitlab.places import Places
from automation.gitlab.port import Applied
from automation.gitlab.transport import OnRequest, Transport
from automation.gitlab.users import Users
from automation.gitlab.writing.registry import write
from automation.gitlab.writing.site import Attempt, Site, read_issue
from automation.model.events import User
from automation.model.plan import Effect
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent, Snapshot

_DEFAULT_LIMITS = Limits()


class GitLabClient:
    """GitLab with the rights of one token; safe for many threads."""

    def __init__(
        self,
        settings: Settings,
        *,
        connections: int = 8,
        limits: Limits = _DEFAULT_LIMITS,
        clock: Callable[[], float] = monotonic,
        on_request: OnRequest | None = None,
    ) -> None:
        """Asks GitLab nothing yet.

        Args:
            settings: address, token and timeout.
            connections: kept alive, one for each thread that works at once.
            limits: what GitLab's application takes of us a minute.
            clock: seconds that never go back.
            on_request: told of every request, for metrics.

        Raises:
            Refused: the token cannot be one.
        """
        transport = Transport(settings.url, Budget(limits, clock), connections=connections, on_request=on_request)
        self._api = Connection(settings.url, settings.token, timeout=settings.timeout, transport=transport)
        self._users = Users(self._api, clock)
        self._inquiries = Inquiries(self._api, clock)
        self._site = Site(self._api, self._users, Places(self._api, clock))

    def whoami(self) -> User:
        """See `GitLabPort`; asked once."""
        return self._users.me()

    def read_issue(self, ref: IssueRef) -> Snapshot:
        """See `GitLabPort`."""
        return read_issue(self._api, ref)

    def history(self, ref: IssueRef) -> tuple[HistoryEvent, ...]:
        """See `GitLabPort`."""
        return self._inquiries.history(ref)

    def access_level(self, project: str, username: str) -> int:
        """See `GitLabPort`; an answer holds for a minute."""
        return self._users.access_level(project, username)

    def is_member(self, place: Place, username: str) -> bool:
        """See `GitLabPort`; the list of members holds for five minutes."""
        return self._inquiries.is_member(place, username)

    def labelled_at(self, ref: IssueRef, label: str) -> datetime | None:
        """See `GitLabPort`."""
        return self._inquiries.labelled_at(ref, label)

    def acts_since(self, ref: IssueRef, since: datetime) -> dict[str, datetime]:
        """See `GitLabPort`."""
        return self._inquiries.acts_since(ref, since)

    def threads(self, ref: IssueRef) -> int:
        """See `GitLabPort`."""
        return self._inquiries.threads(ref)

    def apply(self, effect: Effect, marker: str, resuming: bool, before: Snapshot | None = None) -> Applied:
        """See `GitLabPort`."""
        applied = write(self._site, effect, Attempt(marker, resuming, before))
        return replace(applied, inverse=inverse(effect, before, applied.result, found=applied.found))

    @property
    def changes(self) -> Changes:
        """What changed while nobody told us, over the same connections and budget."""
        return Changes(self._api)

    @property
    def listing(self) -> Listing:
        """Existing issues, over the same connections and budget."""
        return Listing(self._api)

    def close(self) -> None:
        """Lets go of the connections that are kept alive."""
        self._api.close()
