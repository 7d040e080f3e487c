"""Requests for a command that somebody waits for: where GitLab's limits are reached it waits, as GitLab asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from automation.gitlab.connection import Connection
from automation.gitlab.errors import Throttled

T = TypeVar("T")

#: how often one request is held back before it is given up
_TRIES = 5
#: seconds that nobody waits at a terminal
_TOO_LONG = 300.0


class Patient:
    """A connection that waits for GitLab's limits instead of raising `Throttled` at once."""

    def __init__(self, api: Connection, pause: Callable[[float], None]) -> None:
        """Asks nothing yet; `pause` waits the seconds that it is given."""
        self._api = api
        self._pause = pause

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """As `Connection.get`."""
        return self._patiently(lambda: self._api.get(path, **query))

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every object of the list at `path`."""
        return self._patiently(lambda: list(self._api.each(path, **query)))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """As `Connection.post`."""
        return self._patiently(lambda: self._api.post(path, body))

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """As `Connection.put`."""
        return self._patiently(lambda: self._api.put(path, body))

    def close(self) -> None:
        """As `Connection.close`."""
        self._api.close()

    def _patiently(self, ask: Callable[[], T]) -> T:
        """What `ask` gives. A request that was held back did nothing, so it may be made again.

        Raises:
            Throttled: GitLab asks for more patience than anybody has.
        """
        for _ in range(_TRIES - 1):
            try:
                return ask()
            except Throttled as fault:
                if fault.seconds > _TOO_LONG:
                    raise
                self._pause(fault.seconds)
        return ask()
