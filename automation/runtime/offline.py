"""GitLab for who must not ask it: what only GitLab knows is refused in a sentence, never guessed."""

from __future__ import annotations

from datetime import datetime
from typing import NoReturn

from automation.decide.lookups import Place
from automation.gitlab.errors import GiveUp
from automation.gitlab.port import Applied
from automation.model.events import User
from automation.model.plan import Effect
from automation.model.refs import IssueRef
from automation.model.snapshot import HistoryEvent, Snapshot


class Offline:
    """A `GitLabPort` that asks nobody; every method but `whoami` raises `GiveUp`."""

    def __init__(self, bot: User) -> None:
        """`bot`: Usher's own account."""
        self._bot = bot

    def whoami(self) -> User:
        """The account that was named."""
        return self._bot

    def read_issue(self, ref: IssueRef) -> Snapshot:
        """Refused."""
        _refuse(f"how {ref} is")

    def history(self, ref: IssueRef) -> tuple[HistoryEvent, ...]:
        """Refused."""
        _refuse(f"who changed {ref}")

    def access_level(self, project: str, username: str) -> int:
        """Refused."""
        _refuse(f"which role {username} has in {project}")

    def is_member(self, place: Place, username: str) -> bool:
        """Refused."""
        _refuse(f"whether {username} is a member of {place.path}")

    def labelled_at(self, ref: IssueRef, label: str) -> datetime | None:
        """Refused."""
        _refuse(f"when {ref} got {label!r}")

    def acts_since(self, ref: IssueRef, since: datetime) -> dict[str, datetime]:
        """Refused."""
        _refuse(f"who acted on {ref} since {since:%Y-%m-%d %H:%M} UTC")

    def threads(self, ref: IssueRef) -> int:
        """Refused."""
        _refuse(f"how many threads {ref} has")

    def apply(self, effect: Effect, marker: str, resuming: bool, before: Snapshot | None = None) -> Applied:
        """Refused."""
        del marker, resuming, before
        _refuse(f"to do {type(effect).__name__}")


def _refuse(what: str) -> NoReturn:
    message = f"the decision has to ask GitLab {what}, which is left alone"
    raise GiveUp(message)
