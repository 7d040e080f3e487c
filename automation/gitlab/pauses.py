"""How long GitLab asks us to wait, read from the headers of an answer.

Source: GitLab docs, administration/settings/user_and_ip_rate_limits.md, response headers.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parsedate_to_datetime

#: GitLab's limits count by the minute where an answer does not say more
_USUAL = 60.0
#: the longest period of a GitLab limit; a wrong clock on the way can thus not stop us for good
_LONGEST = 3600.0
_SHORTEST = 1.0


def pause_after(headers: Mapping[str, str]) -> float:
    """Seconds to wait after a 429: Retry-After, else until RateLimit-Reset, else a minute; 1 to 3600."""
    told = _number(headers.get("Retry-After"))
    return pause_until_reset(headers) if told is None else _within(told)


def pause_until_reset(headers: Mapping[str, str]) -> float:
    """Seconds until RateLimit-Reset by the answer's own Date; a minute where one of them is missing; 1 to 3600."""
    reset, date = _number(headers.get("RateLimit-Reset")), _timestamp(headers.get("Date"))
    return _USUAL if reset is None or date is None else _within(reset - date)


def _within(seconds: float) -> float:
    return min(max(seconds, _SHORTEST), _LONGEST)


def _number(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdecimal() else None


def _timestamp(text: str | None) -> float | None:
    try:
        return parsedate_to_datetime(text or "").timestamp()
    except ValueError:
        return None
