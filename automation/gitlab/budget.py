"""Knows before a request whether GitLab would take it (gitlab.md §4).

GitLab has two systems of limits. Rack's speak through the headers of every answer. Those of the application, on new
notes and new issues, do not, so we count ourselves: GitLab counts in fixed minutes whose start it does not tell, and
what holds for any sixty seconds holds for those.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

from automation.gitlab.calls import Call
from automation.gitlab.errors import Throttled
from automation.gitlab.pauses import pause_after, pause_until_reset

_MINUTE = 60.0
#: the key under which everything is held back
_EVERYTHING = "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Limits of GitLab's application, as gitlab.com has them; None is no limit."""

    #: notes a minute for one user
    notes: int | None = 60
    #: new issues a minute for one user in one project
    issues: int | None = 200

    def of(self, call: Call) -> int | None:
        """How often a minute `call` may be made."""
        named = {"/projects/:id/issues/:id/notes": self.notes, "/projects/:id/issues": self.issues}
        return named.get(call.template) if call.method == "POST" else None


class Budget:
    """What one token may still ask, shared by all threads of a process."""

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        """Starts unspent; `clock` gives seconds that never go back."""
        self._limits = limits
        self._clock = clock
        self._lock = Lock()
        #: until when, by key
        self._held: dict[str, float] = {}
        #: when in the last minute, by key
        self._spent: dict[str, deque[float]] = {}

    def spend(self, call: Call) -> None:
        """Takes `call` from the budget.

        Raises:
            Throttled: the budget is spent; the request must not be made.
        """
        with self._lock:
            now = self._clock()
            held = max(self._held.get(key, now) - now for key in (_EVERYTHING, _key(call)))
            wait = held if held > 0 else self._take(call, now)
        if wait > 0:
            message = f"{call} was held back for {wait:.0f} s: GitLab's limit is reached"
            raise Throttled(message, seconds=wait)

    def heed(self, headers: Mapping[str, str]) -> None:
        """Learns from the headers of an answer: once nothing remains, nothing goes out until the reset."""
        if headers.get("RateLimit-Remaining") == "0":
            self._hold(_EVERYTHING, pause_until_reset(headers))

    def refused(self, call: Call, headers: Mapping[str, str]) -> float:
        """Learns from a 429 to `call`, whose like are held back from now on; gives the seconds for which they are."""
        seconds = pause_after(headers)
        self._hold(_EVERYTHING if headers.get("RateLimit-Remaining") == "0" else _key(call), seconds)
        return seconds

    def _hold(self, key: str, seconds: float) -> None:
        with self._lock:
            self._held[key] = max(self._held.get(key, 0.0), self._clock() + seconds)

    def _take(self, call: Call, now: float) -> float:
        """Seconds until the last minute has room for `call`; 0 where it has, and `call` is then counted."""
        limit = self._limits.of(call)
        if limit is None:
            return 0.0
        spent = self._spent.setdefault(_key(call), deque())
        while spent and spent[0] <= now - _MINUTE:
            spent.popleft()
        if len(spent) >= limit:
            return (spent[0] if spent else now) + _MINUTE - now
        spent.append(now)
        return 0.0


def _key(call: Call) -> str:
    """What shares one limit: all calls of a kind; the creation of issues is limited by project."""
    kind = f"{call.method} {call.template}"
    return f"{kind} {call.project}" if kind == "POST /projects/:id/issues" else kind
