"""Under which names pages are given out: somebody else's page must not read them through a name that leads here."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Final

from flask import Response, request

#: the names of this machine to itself
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

_HOST: Final = re.compile(r"(?:\[(?P<address>[0-9a-f:.]+)\]|(?P<name>[a-z0-9._-]+))(?::\d{1,5})?")
_WORDS: Final = "This dashboard does not answer under the name that it was asked for; use localhost.\n"


def host_guard(allowed: Collection[str] | None) -> Callable[[], Response | None]:
    """What a blueprint asks before each request: 403 where the ``Host`` header names none of `allowed` (None: all).

    Against DNS rebinding: a stranger's name may lead to 127.0.0.1, but the browser still says that name.
    """

    def guard() -> Response | None:
        if allowed is None or named(request.headers.get("Host", "")) in allowed:
            return None
        return Response(_WORDS, HTTPStatus.FORBIDDEN, mimetype="text/plain")

    return guard


def named(host: str) -> str | None:
    """The name or address in a ``Host`` header, in lower case, without port and brackets; None where it has none."""
    found = _HOST.fullmatch(host.lower())
    return found and (found["address"] or found["name"])
