"""What a page carries so that it can only come back from here: signed, for one form, and not for ever.

The same ticket with the same words is the same form sent twice. Nothing is kept of a page until it is sent.
"""

from __future__ import annotations

import base64
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

#: nobody reads a page, fills it in and sends it in less
_SOONEST: Final = timedelta(seconds=2)
#: a page that was left open over night still goes through
_LATEST: Final = timedelta(hours=24)
_FORM: Final = re.compile(r"(?P<signed>[A-Za-z0-9_-]{22}\.(?P<seconds>[0-9]{1,11}))\.(?P<signature>[A-Za-z0-9_-]{43})")


class Standing(StrEnum):
    """What a ticket is worth."""

    GOOD = "good"
    #: right, but sent back faster than a person would
    EARLY = "early"
    #: too old, of another form, signed with another secret, or made up
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Tickets:
    """Makes tickets and knows its own."""

    secret: bytes = field(repr=False)

    def issue(self, form: str, now: datetime) -> str:
        """A new ticket of the form named `form`, good from a moment behind `now` (UTC) on for a day."""
        signed = f"{secrets.token_urlsafe(16)}.{int(now.timestamp())}"
        return f"{signed}.{self._signature(signed, form)}"

    def standing(self, ticket: str, form: str, now: datetime) -> Standing:
        """What `ticket` is worth when it comes back with the form named `form`; never raises."""
        found = _FORM.fullmatch(ticket)
        if found is None or not hmac.compare_digest(found["signature"], self._signature(found["signed"], form)):
            return Standing.VOID
        age = timedelta(seconds=now.timestamp() - int(found["seconds"]))
        if age < _SOONEST:
            return Standing.EARLY
        return Standing.GOOD if age <= _LATEST else Standing.VOID

    def _signature(self, signed: str, form: str) -> str:
        # Two lines, of which only the last can hold a line break: no other pair makes the same text.
        digest = hmac.digest(self.secret, f"usher form\n{signed}\n{form}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
