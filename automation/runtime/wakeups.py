"""Where wake-ups wait until a worker takes them: in this process, or in a database that several processes share."""

from __future__ import annotations

import json
import threading
from typing import Any
from urllib.parse import urlsplit

from huey import Huey
from huey.api import PostgresHuey, PriorityRedisHuey, SqliteHuey
from huey.exceptions import ConfigurationError
from huey.registry import Message
from huey.serializer import Serializer
from huey.storage import MemoryStorage

#: wake-ups stay in this process
IN_MEMORY = "memory:"


class WakeUps(MemoryStorage):  # type: ignore[misc]  # Huey has no types
    """Wake-ups in memory; whoever takes one sleeps until there is one, so that idling costs nothing."""

    blocking = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._arrived = threading.Condition(self._lock)
        self._released = False

    def enqueue(self, data: bytes, priority: float | None = None) -> None:
        """Put `data` behind what waits with the same or a higher `priority`, and wake one taker."""
        with self._arrived:
            super().enqueue(data, priority)
            self._arrived.notify()

    def dequeue(self) -> bytes | None:
        """Take the next wake-up, sleeping until there is one; None once the takers were released."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._queue or self._released)
            taken: bytes | None = None if self._released else super().dequeue()
            return taken

    def release(self) -> None:
        """Let every taker go with nothing, now and from now on."""
        with self._arrived:
            self._released = True
            self._arrived.notify_all()


class JsonSerializer(Serializer):  # type: ignore[misc]  # Huey has no types
    """Wake-ups as JSON, not as pickle: whoever can write to a shared queue can name an issue, and run nothing."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Any:
        return Message(*json.loads(bytes(data)))


def open_wakeups(url: str) -> Huey:
    """The queue at `url`: ``memory:``, ``sqlite:///PATH``, ``postgresql://…`` or ``redis://…``.

    Raises:
        ValueError: another kind of address, or a missing driver; says what is possible, and never the address.
    """
    common: dict[str, Any] = {"results": False, "serializer": JsonSerializer()}
    scheme = urlsplit(url).scheme.partition("+")[0]
    try:
        match scheme:
            case "memory":
                return Huey("usher", storage_class=WakeUps, **common)
            case "sqlite":
                return SqliteHuey("usher", filename=url.partition(":///")[2], **common)
            case "postgresql" | "postgres":
                return PostgresHuey("usher", dsn=url.replace(url.partition("://")[0], "postgresql", 1), **common)
            case "redis" | "rediss":
                return PriorityRedisHuey("usher", url=url, **common)
    except ConfigurationError as fault:
        message = f"the queue of wake-ups cannot be opened: {fault}"
        raise ValueError(message) from None
    message = f"{scheme or 'no'}: is no kind of queue; use memory:, sqlite:///, postgresql:// or redis://"
    raise ValueError(message)
