"""Runs the application under waitress, and stops it so that whoever was let in gets an answer."""

from __future__ import annotations

import logging
import socket
import threading
import time
from contextlib import suppress
from typing import Any, Final

from flask import Flask
from waitress import wasyncore
from waitress.server import TcpWSGIServer, create_server

from webhooks.receive import LIMIT

#: seconds between looks of an idle server
_IDLE: Final = 1.0
#: connections that wait to be accepted
_BACKLOG: Final = 1024
_SETTINGS: Final[dict[str, Any]] = {
    # Somewhat more than the door takes, so that its own 413 answers; what is larger still is not even buffered.
    "max_request_body_size": 2 * LIMIT,
    "max_request_header_size": 64 * 1024,
    "connection_limit": 500,
    "channel_timeout": 30,
    "asyncore_use_poll": True,
    "ident": None,
}


class Server:
    """An application that is being served in threads of its own, from its making until `stop`."""

    def __init__(self, app: Flask, listening: socket.socket, threads: int) -> None:
        """Start answering on the socket `listening` with `threads` workers."""
        # One line for every request that waits for a thread says nothing that the metrics do not.
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        self._sockets: dict[int, Any] = {}
        self._server: TcpWSGIServer = create_server(
            app, map=self._sockets, sockets=[listening], backlog=_BACKLOG, threads=threads, **_SETTINGS
        )
        self.port: int = listening.getsockname()[1]
        self._stopping = threading.Event()
        self._grace = 0.0
        self._thread = threading.Thread(target=self._run, name="usher-web")
        self._thread.start()

    def stop(self, grace: float = 10.0) -> None:
        """Free the port, let what was let in be answered for up to `grace` seconds, and end. May be called again."""
        self._grace = grace
        self._stopping.set()
        with suppress(OSError):  # the trigger is gone when another call of `stop` was quicker
            self._server.pull_trigger()
        self._thread.join()

    def wait(self) -> None:
        """Return when somebody has called `stop`."""
        self._thread.join()

    def _run(self) -> None:
        # Only this thread touches the sockets; others say what they want and pull the trigger.
        while not self._stopping.is_set():
            self._turn(_IDLE)
        wasyncore.dispatcher.close(self._server)
        until = time.monotonic() + self._grace
        while self._is_busy() and (left := until - time.monotonic()) > 0:
            self._turn(left)
        self._server.task_dispatcher.shutdown(timeout=max(until - time.monotonic(), 0))
        wasyncore.close_all(self._sockets)

    def _turn(self, seconds: float) -> None:
        wasyncore.loop(timeout=seconds, use_poll=True, map=self._sockets, count=1)

    def _is_busy(self) -> bool:
        """Whether somebody was let in and has no answer yet."""
        channels = self._server.active_channels.values()
        return any(channel.requests or channel.total_outbufs_len for channel in channels)


def serve(app: Flask, host: str, port: int, threads: int) -> Server:
    """Serve `app` at `host`:`port`, where port 0 takes a free one; answers are given when this returns.

    Raises:
        OSError: the address is taken or not ours.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(family, kind, protocol)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except OSError:
        listening.close()
        raise
    return Server(app, listening, threads)
