"""Looks at a request before anything reads into it: size, type, raw bytes, and the headers that matter."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from typing import Final

from flask import Request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from webhooks.refusals import Rejected
from webhooks.verify import Credentials

#: what GitLab and Standard Webhooks clients use as identities; anything else does not become a key as it is
_IDENTITY: Final = re.compile(r"[A-Za-z0-9_=-]{1,200}")


def raw_body(request: Request, limit: int, mimetype: str = "application/json") -> bytes:
    """The body as it came, at most `limit` bytes of the type `mimetype`.

    Raises:
        Rejected: 413 when it is longer, 415 when it calls itself something else, 400 when it ends too soon.
    """
    if request.mimetype != mimetype:
        words = f"send {mimetype}"
        raise Rejected(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "media_type", words)
    # Werkzeug cuts a body that comes in chunks at its limit without a word; one byte more shows that there is more.
    request.max_content_length = limit + 1
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        raise _too_large(limit) from None
    except BadRequest:
        words = "the body ends before its announced length"
        raise Rejected(HTTPStatus.BAD_REQUEST, "incomplete", words) from None
    if len(body) > limit:
        raise _too_large(limit)
    return body


def credentials(request: Request) -> Credentials:
    """The headers that say who sends."""
    return Credentials(
        id=_raw(request, "webhook-id"),
        timestamp=_raw(request, "webhook-timestamp"),
        signature=_raw(request, "webhook-signature"),
        token=_raw(request, "X-Gitlab-Token"),
    )


def identity(request: Request) -> str | None:
    """What names the delivery so that its repetition is known, fit for a key; None where nothing does.

    A signed request is named by the id that was signed: GitLab puts the same in Idempotency-Key (gitlab.md §1.1), which
    the signature does not cover, so that whoever repeats a recorded request could put another one there.
    """
    signed = "webhook-signature" in request.headers
    name = request.headers.get("webhook-id" if signed else "Idempotency-Key")
    if not name or _IDENTITY.fullmatch(name):
        return name or None
    return fingerprint(name.encode("latin-1", "backslashreplace"))


def fingerprint(*parts: bytes) -> str:
    """A name for what has none fit for a key: the same for the same `parts`."""
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def _raw(request: Request, name: str) -> bytes | None:
    """The bytes of a header, which WSGI hands over as if they were Latin-1."""
    value = request.headers.get(name)
    return None if value is None else value.encode("latin-1", "backslashreplace")


def _too_large(limit: int) -> Rejected:
    return Rejected(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large", f"the limit is {limit} bytes")
