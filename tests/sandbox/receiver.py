"""A tiny receiver of webhooks on 127.0.0.1 that keeps what it got and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Received:
    """One delivery as it arrived."""

    path: str
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The body as data."""
        return json.loads(self.raw)

    @property
    def action(self) -> str | None:
        """What happened, as the body says it."""
        action: str | None = self.body["object_attributes"].get("action")
        return action


class Receiver:
    """Use as a context manager; `statuses` are the answers to come, 200 when there are none left."""

    def __init__(self) -> None:
        self.got: list[Received] = []
        self.statuses: deque[int] = deque()
        self.before_answer: Callable[[Received], object] = lambda _received: None
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                received = Received(self.path, dict(self.headers.items()), raw)
                receiver.got.append(received)
                receiver.before_answer(received)
                self.send_response(receiver.statuses.popleft() if receiver.statuses else 200)
                self.send_header("Content-Length", "2")
                with suppress(BrokenPipeError):  # a sender that gave up has gone
                    self.end_headers()
                    self.wfile.write(b"ok")

            def log_message(self, *_arguments: object) -> None:
                """Keep silent."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hook"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def events(self) -> list[tuple[str, str | None]]:
        """The header's event and the action of each delivery, in order of arrival."""
        return [(one.headers["X-Gitlab-Event"], one.action) for one in self.got]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
