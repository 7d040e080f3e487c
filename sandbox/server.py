"""A running sandbox: the world behind HTTP on 127.0.0.1, with its sender."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from waitress import wasyncore
from waitress.server import create_server

from sandbox.app import Register, create_app
from sandbox.clock import Clock
from sandbox.deliver import Sender
from sandbox.seed import Seed
from sandbox.world import planting

THREADS = 24
LONGEST_CALL = 15.0
"""Seconds that the calls under way may take to end when the sandbox stops: a hook test waits for its receiver."""


class Sandbox:
    """A GitLab to try things with: `with Sandbox(seed=…) as box:` and `box.url`, `box.world`, `box.clock`.

    Args:
        seed: what it begins with; a mapping is read as `Seed.from_mapping` does.
        clock: its clock, or the instant (aware) at which a clock of its own starts; default: the machine's time.
        tier: "free" or "premium".
        port: 0 picks a free one.
        host: the address to listen on.
        delivery_workers: threads for each hook; 1 keeps deliveries in order.
        delivery_timeout: seconds that a receiver may take.
        register: called with the application and the world, to add pages.
    """

    def __init__(
        self,
        seed: Seed | Mapping[str, Any] | None = None,
        clock: Clock | datetime | None = None,
        tier: str = "premium",
        port: int = 0,
        *,
        host: str = "127.0.0.1",
        delivery_workers: int = 1,
        delivery_timeout: float = 10.0,
        register: Iterable[Register] = (),
    ) -> None:
        self.world = planting.create_world(
            seed if isinstance(seed, Seed) or seed is None else Seed.from_mapping(seed),
            clock=clock if isinstance(clock, Clock) else Clock(clock),
            tier=tier,
        )
        self._address = (host, port)
        self._register = tuple(register)
        self._sender = Sender(self.world, workers=delivery_workers, timeout=delivery_timeout)
        self.world.send, self.world.call = self._sender.send, self._sender.call
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address of the instance, once it runs, without a slash at the end."""
        return self.world.base_url

    @property
    def clock(self) -> Clock:
        """The sandbox's clock."""
        return self.world.clock

    def token(self, username: str) -> str:
        """Return the token with which a client acts as that user."""
        return f"sandbox-{username}"

    def reset(self) -> None:
        """Forget everything that happened and begin with the seed again; the clock goes on."""
        planting.reset(self.world)

    def drain(self, timeout: float = 30.0) -> bool:
        """Wait until every queued delivery was answered; False if that took longer than `timeout` real seconds."""
        return self._sender.drain(timeout)

    def start(self) -> Self:
        """Listen and serve from a thread of its own, once in its life.

        Raises:
            OSError: the port is taken.
        """
        # Bound here, since waitress would leave its socket open where the port is taken.
        listening = socket.create_server(self._address)
        self.world.base_url = f"http://{self._address[0]}:{listening.getsockname()[1]}"
        app = create_app(self.world, self._register)
        self._server = create_server(
            app, sockets=[listening], threads=THREADS, ident="nginx", clear_untrusted_proxy_headers=True
        )
        self._thread = threading.Thread(target=self._server.run, name="sandbox", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """End the calls under way, free the port and end all threads."""
        if self._thread is None:
            return
        self._sender.stop()
        self._server.task_dispatcher.shutdown(timeout=LONGEST_CALL)
        self._end_loop(self._thread)
        self._thread = None

    def _end_loop(self, thread: threading.Thread) -> None:
        """Take the sockets from the server's loop, which ends it; close them only then, as others may still wake it."""
        watched = self._server._map  # noqa: SLF001 - waitress offers no way to stop from another thread
        taken: dict[int, Any] = {}

        def take() -> None:
            taken.update(watched)
            watched.clear()

        self._server.trigger.pull_trigger(take)
        thread.join()
        wasyncore.close_all(taken)

    def wait(self) -> None:
        """Wait until somebody stops the sandbox."""
        if self._thread is not None:
            self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
