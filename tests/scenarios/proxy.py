"""The address at which GitLab finds Usher, whether Usher is there or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any

from flask import Flask, Response

from webhooks.serve import serve


class Proxy(Flask):
    """What stands before Usher, as a reverse proxy does: while nobody is behind it, it answers 502."""

    def __init__(self) -> None:
        super().__init__("proxy", static_folder=None)
        #: who is behind it; None for nobody
        self.behind: Flask | None = None

    def wsgi_app(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Pass a request on."""
        return (self.behind or Response(status=HTTPStatus.BAD_GATEWAY))(environ, start_response)


@contextmanager
def served(proxy: Proxy) -> Iterator[str]:
    """Serve `proxy`; gives its address."""
    server = serve(proxy, "127.0.0.1", 0, 4)
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.stop()
