"""One HTTP POST with a time limit, without redirects and without a second try."""

from __future__ import annotations

import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

KEPT_BODY = 8192
KEPT_HEADERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: `status` is None where nothing did, and `error` says why; `seconds` is how long it took."""

    seconds: float
    status: int | None = None
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    error: str = ""


def post(url: str, headers: Mapping[str, str], body: bytes, timeout: float) -> Answer:
    """Send a body; `timeout` limits each step in seconds. Never raises for what the other side does."""
    begun = time.monotonic()
    try:
        parts = urlsplit(url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        try:
            path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connection.request("POST", path, body, dict(headers))
            response = connection.getresponse()
            text = response.read(KEPT_BODY).decode(errors="replace")
            return Answer(
                seconds=time.monotonic() - begun,
                status=response.status,
                headers=dict(response.getheaders()[:KEPT_HEADERS]),
                body=text,
            )
        finally:
            connection.close()
    except (OSError, ValueError, http.client.HTTPException) as error:
        return Answer(seconds=time.monotonic() - begun, error=f"{type(error).__name__}: {error}")
