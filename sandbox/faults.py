"""Faults on demand: what happens to a delivery, or to an API call before or after its effect."""

from __future__ import annotations

import random
import re
import threading
from dataclasses import asdict, dataclass, fields
from typing import Any

DELIVERY_KINDS = ("drop", "double", "swap", "stall")
API_KINDS = ("status", "timeout", "slow")
STATUSES = (429, 500, 502, 503)


@dataclass(slots=True, kw_only=True)
class Fault:
    """One fault. `rate` is the share of matching things that it hits, `count` how many more (None: no end).

    drop, double: the delivery is not sent, or sent twice. swap: it changes places with the next one of its hook.
    stall, slow: it takes `seconds` longer, real ones. status: the API answers `status`. timeout: it says nothing for
    `seconds`, then 504. With `when="after"` the effect is done before the answer goes wrong. `path` is a regular
    expression over the path as sent.
    """

    kind: str
    rate: float = 1.0
    count: int | None = None
    seconds: float = 1.0
    status: int = 503
    retry_after: int | None = None
    method: str | None = None
    path: str | None = None
    when: str = "before"
    hits: int = 0
    id: int = 0

    def __post_init__(self) -> None:
        """Refuse what could never strike.

        Raises:
            ValueError: an unknown kind, status or moment, or a path that is no regular expression.
        """
        if self.kind not in DELIVERY_KINDS + API_KINDS:
            message = f"kind must be one of {', '.join(DELIVERY_KINDS + API_KINDS)}, not {self.kind!r}"
            raise ValueError(message)
        if self.when not in {"before", "after"}:
            message = f"when must be before or after, not {self.when!r}"
            raise ValueError(message)
        if self.status not in STATUSES:
            message = f"status must be one of {', '.join(map(str, STATUSES))}, not {self.status!r}"
            raise ValueError(message)
        try:
            re.compile(self.path or "")
        except re.error as error:
            message = f"path is no regular expression: {error}"
            raise ValueError(message) from error

    @property
    def pause(self) -> float:
        """How long the API call is held up, in real seconds."""
        return self.seconds if self.kind in {"timeout", "slow"} else 0.0

    def fits(self, when: str, method: str, path: str) -> bool:
        """Whether this is an API fault for such a call at that moment."""
        return (
            self.kind in API_KINDS
            and self.when == when
            and (self.method is None or self.method.upper() == method)
            and (self.path is None or re.search(self.path, path) is not None)
        )


class Faults:
    """The faults in force; with the same seed and the same calls the same ones strike."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[int, Fault] = {}
        self._random = random.Random(0)  # noqa: S311 - chance that can be repeated is the purpose
        self._ids = 0
        #: Set when the sandbox stops, so that nobody waits out a stall.
        self.closing = threading.Event()

    def add(self, wanted: dict[str, Any]) -> Fault:
        """Put a fault into force and return it with its id.

        Raises:
            ValueError: unknown keys or values.
        """
        known = {field.name for field in fields(Fault)} - {"id", "hits"}
        unknown = sorted(set(wanted) - known)
        if unknown or "kind" not in wanted:
            message = f"a fault needs kind and knows {', '.join(sorted(known))}; got {', '.join(sorted(wanted))}"
            raise ValueError(message)
        with self._lock:
            self._ids += 1
            fault = Fault(**wanted, id=self._ids)
            self._faults[fault.id] = fault
        return fault

    def reseed(self, seed: int) -> None:
        """Begin a new row of random numbers."""
        self._random = random.Random(seed)  # noqa: S311 - as above

    def remove(self, fault_id: int) -> bool:
        """Lift one fault; False if there is no such."""
        return self._faults.pop(fault_id, None) is not None

    def clear(self) -> None:
        """Lift all faults."""
        self._faults.clear()

    def as_json(self) -> list[dict[str, Any]]:
        """Return the faults in force, with how often each struck."""
        return [asdict(fault) for fault in self._faults.values()]

    def for_delivery(self) -> Fault | None:
        """Return the fault that strikes the next delivery, if any, and count it."""
        return self._strike([fault for fault in self._faults.values() if fault.kind in DELIVERY_KINDS])

    def for_call(self, when: str, method: str, path: str) -> Fault | None:
        """Return the fault that strikes this API call at this moment ("before", "after"), if any, and count it."""
        if not self._faults:
            return None
        return self._strike([fault for fault in list(self._faults.values()) if fault.fits(when, method, path)])

    def wait(self, seconds: float) -> None:
        """Let real time pass, or less when the sandbox stops."""
        self.closing.wait(seconds)

    def _strike(self, candidates: list[Fault]) -> Fault | None:
        with self._lock:
            for fault in candidates:
                if fault.count != 0 and self._random.random() < fault.rate:
                    fault.hits += 1
                    fault.count = None if fault.count is None else fault.count - 1
                    return fault
        return None
