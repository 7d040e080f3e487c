"""The ordered list of every write that took effect: what "exactly once" is read from."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One write: `seq` counts from 1, `path` is as the client sent it, `status` what the world answered."""

    seq: int
    at: datetime
    actor: str
    method: str
    path: str
    body: Any
    status: int

    def as_json(self) -> dict[str, Any]:
        """Return the entry for `/sandbox/journal`."""
        return {**asdict(self), "at": self.at.isoformat()}


class Journal:
    """Writes in the order in which the world took them."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def record(self, at: datetime, actor: str, method: str, path: str, body: Any, status: int) -> None:
        """Add one write at its instant (UTC)."""
        self._entries.append(Entry(len(self._entries) + 1, at, actor, method, path, body, status))

    def since(self, seq: int = 0) -> list[Entry]:
        """Return the entries after number `seq`, oldest first."""
        return self._entries[max(seq, 0) :]

    def clear(self) -> None:
        """Forget everything and count from 1 again."""
        self._entries.clear()
