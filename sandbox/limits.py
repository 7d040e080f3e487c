"""Rate limits: the headers on every answer, and the limits of single acts, off until switched on.

Source: GitLab docs, security/rate_limits.md and administration/settings/user_and_ip_rate_limits.md: there are two
systems, and only the first shows in the headers and names the time to wait.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

MINUTE = 60


@dataclass(frozen=True, slots=True)
class Rates:
    """Calls per minute; None switches a limit off. `api` counts per user, the others as their names say."""

    #: Every API call of one user; the default is out of reach.
    api: int = 1_000_000
    #: Notes of one user.
    notes: int | None = None
    #: New issues of one user in one project.
    issues: int | None = None
    #: Calls of all hooks of one top-level group; what exceeds it is dropped.
    hook_calls: int | None = None
    #: Tests and resends of one hook by one user.
    hook_tests: int | None = None


class Limits:
    """Counts in whole minutes of the sandbox's clock."""

    def __init__(self) -> None:
        self.rates = Rates()
        self._counts: dict[tuple[str, object], tuple[int, int]] = {}

    def change(self, wanted: dict[str, Any]) -> None:
        """Set some of the rates.

        Raises:
            ValueError: an unknown name, or no positive whole number (None: off, not for `api`).
        """
        for name, rate in wanted.items():
            if name not in {field.name for field in fields(Rates)}:
                message = f"no such limit: {name}"
                raise ValueError(message)
            if not (isinstance(rate, int) and rate > 0) and (rate is not None or name == "api"):
                message = f"{name} must be a positive whole number"
                raise ValueError(message)
        self.rates = replace(self.rates, **wanted)

    def count(self, name: str, subject: object, now: datetime) -> int:
        """Count one use and return how many there are in this minute."""
        minute = int(now.timestamp()) // MINUTE
        seen, uses = self._counts.get((name, subject), (minute, 0))
        uses = uses + 1 if seen == minute else 1
        self._counts[name, subject] = (minute, uses)
        return uses

    def exceeded(self, name: str, subject: object, now: datetime) -> bool:
        """Count one use of a limit that may be off; True means refuse."""
        rate = getattr(self.rates, name)
        return rate is not None and self.count(name, subject, now) > rate

    def headers(self, observed: int, now: datetime) -> dict[str, str]:
        """Return the RateLimit headers for the n-th API call of a user in this minute."""
        return {
            "RateLimit-Limit": str(self.rates.api),
            "RateLimit-Name": "throttle_authenticated_api",
            "RateLimit-Observed": str(observed),
            "RateLimit-Remaining": str(max(self.rates.api - observed, 0)),
            "RateLimit-Reset": str((int(now.timestamp()) // MINUTE + 1) * MINUTE),
        }

    def clear(self) -> None:
        """Go back to the default rates and forget the counts."""
        self.rates = Rates()
        self._counts.clear()

    def as_json(self) -> dict[str, Any]:
        """Return the rates for `/sandbox/limits`."""
        return asdict(self.rates)
