"""Whether a delivery is from whom it says: Standard Webhooks signatures, GitLab's plain secret token (gitlab.md §1.2).

No I/O, no clock, nothing raised: whatever the headers hold, the answer is a `Refusal` or None.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

#: seconds that the sender's clock may be off, as in the Standard Webhooks libraries; GitLab names no window
TOLERANCE: Final = 300
_PREFIX: Final = "whsec_"
_VERSION: Final = b"v1,"
#: digits of an instant in seconds; more would not be one in the next 30,000 years
_LONGEST_TIMESTAMP: Final = 12


class Refusal(StrEnum):
    """Why a delivery is not believed."""

    #: neither a signature nor a token, or none is configured here that could be compared
    NO_CREDENTIALS = "no_credentials"
    #: a signature that no token made for this id, time and body
    WRONG_SIGNATURE = "wrong_signature"
    #: rightly signed, but not within five minutes of now
    STALE_SIGNATURE = "stale_signature"
    WRONG_TOKEN = "wrong_token"  # noqa: S105 - a word for metrics


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """The headers that say who sends, as raw bytes; None where a header is absent."""

    #: webhook-id
    id: bytes | None = None
    #: webhook-timestamp
    timestamp: bytes | None = None
    #: webhook-signature
    signature: bytes | None = None
    #: X-Gitlab-Token
    token: bytes | None = field(default=None, repr=False)


def refusal(
    given: Credentials, body: bytes, *, signing: Iterable[str], secret: Iterable[str], now: datetime
) -> Refusal | None:
    """Why `body` is not believed to come with the `given` credentials; None when it is.

    A signature that is there must verify: a right token beside it does not help (gitlab.md §1.2).

    Args:
        given: the headers of the request.
        body: raw bytes, before anything has read them.
        signing: ``whsec_…`` tokens, any of which may have signed; malformed and empty ones match nothing.
        secret: values of X-Gitlab-Token, any of which may be given; empty ones match nothing.
        now: instant of receipt (UTC).
    """
    if given.signature is not None:
        return signature_refusal(given, body, signing, now)
    if given.token is None:
        return Refusal.NO_CREDENTIALS
    return None if token_matches(given.token, secret) else Refusal.WRONG_TOKEN


def signature_refusal(given: Credentials, body: bytes, tokens: Iterable[str], now: datetime) -> Refusal | None:
    """As `refusal`, where nothing but a signature counts."""
    if given.signature is None:
        return Refusal.NO_CREDENTIALS
    # The full stop separates the signed parts: an id with one could lend its signature to other parts.
    if not given.id or b"." in given.id or not _is_timestamp(given.timestamp):
        return Refusal.WRONG_SIGNATURE
    timestamp = given.timestamp or b""
    made = [_signature(key, given.id, timestamp, body) for key in map(_key, tokens) if key]
    matches = [hmac.compare_digest(_VERSION + ours, theirs) for ours in made for theirs in given.signature.split()]
    if not any(matches):
        return Refusal.WRONG_SIGNATURE
    return None if abs(now.timestamp() - int(timestamp)) <= TOLERANCE else Refusal.STALE_SIGNATURE


def token_matches(given: bytes, tokens: Iterable[str]) -> bool:
    """Whether `given` is one of `tokens`, compared in constant time; an empty token is no token."""
    matches = [hmac.compare_digest(given, token.encode(errors="surrogateescape")) for token in tokens if token]
    return any(matches)


def sign(token: str, webhook_id: str, timestamp: datetime, body: bytes) -> dict[str, str]:
    """The three headers that sign `body` with `token`, for clients of the intake forms.

    Raises:
        ValueError: `token` is not ``whsec_`` and base64, or `webhook_id` has a full stop.
    """
    key = _key(token)
    if key is None or "." in webhook_id:
        message = "a signing token is whsec_ with base64 behind it, and an id has no full stop"
        raise ValueError(message)
    seconds = str(int(timestamp.timestamp()))
    signature = _VERSION + _signature(key, webhook_id.encode(), seconds.encode(), body)
    return {"webhook-id": webhook_id, "webhook-timestamp": seconds, "webhook-signature": signature.decode()}


def _is_timestamp(given: bytes | None) -> bool:
    return given is not None and given.isdigit() and len(given) <= _LONGEST_TIMESTAMP


def _key(token: str) -> bytes | None:
    """The key inside `token`; None where there is none, so that a variable left empty opens no door."""
    if not token.startswith(_PREFIX):
        return None
    try:
        return base64.b64decode(token.removeprefix(_PREFIX), validate=True) or None
    except ValueError:
        return None


def _signature(key: bytes, webhook_id: bytes, timestamp: bytes, body: bytes) -> bytes:
    signed = b".".join((webhook_id, timestamp, body))
    return base64.b64encode(hmac.digest(key, signed, "sha256"))
