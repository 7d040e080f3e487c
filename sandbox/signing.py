"""The signature of a delivery by the Standard Webhooks scheme (GitLab 19.0; contract 1.2)."""

from __future__ import annotations

import base64
import hashlib
import hmac

PREFIX = "whsec_"


def signature(token: str, message_id: str, timestamp: str, body: bytes) -> str:
    """Return the `webhook-signature` header, `v1,<Base64>`, for a token `whsec_<Base64 of the key>`.

    Raises:
        ValueError: the token is not of that form.
    """
    if not token.startswith(PREFIX):
        message = f"a signing token begins with {PREFIX}"
        raise ValueError(message)
    key = base64.b64decode(token.removeprefix(PREFIX), validate=True)
    signed = f"{message_id}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()}"
