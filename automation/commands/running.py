"""The whole service in this process: workers and web server, started and stopped together."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from automation.runtime.service import Service
from automation.runtime.settings import Settings
from webhooks.app import create_app
from webhooks.dashboard import LOOPBACK, dashboard
from webhooks.ports import Door
from webhooks.serve import Server, serve

#: seconds between two looks at the queue, and how many empty ones in a row count as rest
_LOOK_EVERY = 0.05
_RESTED = 3


class Running:
    """`with Running(settings, host, port) as usher:` and ``usher.url``.

    Args:
        settings: how the service runs.
        host: address to listen on.
        port: port to listen on; 0 takes a free one.
        threads: how many requests are answered at once.

    Raises:
        ConfigFaults: the configuration is faulty.
        OSError: the address is taken or not ours.
        StoreUnavailable: the database cannot be opened.
    """

    def __init__(self, settings: Settings, host: str, port: int, threads: int = 8) -> None:
        self.service = Service(settings)
        self._address = (host, port, threads)
        self._server: Server | None = None

    @property
    def url(self) -> str:
        """Where the service listens, once it runs."""
        return f"http://{self._address[0]}:{self._server.port if self._server else self._address[1]}"

    def door(self) -> Door:
        """What the web server is given of the service."""
        service = self.service
        return Door(
            store=service.store,
            wake=service.wake,
            config=lambda: service.configuration.current().config,
            bot=service.bot,
            now=service.now,
            metrics=service.metrics,
            health=service.health,
        )

    def quiet(self, timeout: float) -> bool:
        """Wait until every delivery is answered; False if that takes more than `timeout` seconds."""
        end = time.monotonic() + timeout
        rested = 0
        while time.monotonic() < end and rested < _RESTED:
            rested = rested + 1 if self.service.store.counts().waiting == 0 else 0
            time.sleep(_LOOK_EVERY)
        return rested >= _RESTED

    def start(self) -> Self:
        """Listen, then work."""
        host, port, threads = self._address
        # Bound to this machine it answers to this machine's names only; elsewhere a proxy says who is meant.
        hosts = LOOPBACK if host in LOOPBACK else None
        app = create_app(self.door(), [dashboard(self.service, allowed_hosts=hosts)])
        try:
            self._server = serve(app, host, port, threads)
            self.service.start()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Answer what was let in, finish what is under way, and end."""
        if self._server is not None:
            self._server.stop()
        self.service.stop()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
