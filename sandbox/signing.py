"""The signature of a delivery by the Standard Webhooks scheme (GitLab 19.0; gitlab.md §1.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac

PREFIX = "whsec_"


def key_of(token: str) -> bytes:
    """Return the key of a token `whsec_<Base64 of the key>`.

    Raises:
        ValueError: the token is not of that form.
    """
    if not token.startswith(PREFIX) or token == PREFIX:
        message = f"a signing token is {PREFIX} and the Base64 of a key"
        raise ValueError(message)
    return base64.b64decode(token.removeprefix(PREFIX), validate=True)


def signature(token: str, message_id: str, timestamp: str, body: bytes) -> str:
    """Return the `webhook-signature` header, `v1,<Base64>`, of a body sent at a time in Unix seconds.

    Raises:
        ValueError: the token has no key.
    """
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key_of(token), signed, hashlib.sha256).digest()).decode()}"
