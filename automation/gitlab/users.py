"""Who is who in GitLab: ids of usernames, roles in projects (api/users.md, api/members.md)."""

from __future__ import annotations

from collections.abc import Callable

from automation.gitlab.connection import Connection, project_path
from automation.gitlab.reading import user_of
from automation.gitlab.ttl import TtlCache
from automation.model.events import User

#: a username rarely changes hands
_ID_SECONDS = 300.0
#: a role that was taken away counts no longer than this
_ROLE_SECONDS = 60.0


class Users:
    """Users by name, remembered for minutes."""

    def __init__(self, api: Connection, clock: Callable[[], float]) -> None:
        """Asks nothing yet; `clock` gives seconds that never go back."""
        self._api = api
        self._ids = TtlCache[str, int | None](_ID_SECONDS, clock)
        self._roles = TtlCache[tuple[str, int], int](_ROLE_SECONDS, clock)
        self._me = TtlCache[None, User](float("inf"), clock)

    def me(self) -> User:
        """The user of our token, asked once."""
        return self._me.get(None, lambda: user_of(self._api.get("/user")))

    def id_of(self, username: str) -> int | None:
        """The id of `username`, upper and lower case alike; None for nobody."""
        name = username.casefold()
        return self._ids.get(name, lambda: self._ask_id(name))

    def access_level(self, project: str, username: str) -> int:
        """GitLab's number for the role of `username` in `project`, inherited ones included; 0 for no member."""
        person = self.id_of(username)
        if person is None:
            return 0
        return self._roles.get((project, person), lambda: self._ask_role(project, person))

    def _ask_id(self, name: str) -> int | None:
        found = self._api.each("/users", limit=1, username=name)
        return next((user["id"] for user in found), None)

    def _ask_role(self, project: str, person: int) -> int:
        rows = self._api.each(project_path(project, "members", "all"), user_ids=person)
        return max((row["access_level"] for row in rows if row["id"] == person), default=0)
