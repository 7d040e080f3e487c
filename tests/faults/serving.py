"""The service as it runs in earnest, with threads and a port: ``python -m tests.faults.serving URL DATABASE``.

It says its port in one line and runs until it is killed, or until its input ends.
"""

from __future__ import annotations

import sys

from automation.commands.logs import set_up_logs
from automation.runtime.service import Service
from tests.faults.victim import door, settings
from webhooks.app import create_app
from webhooks.serve import serve

WORKERS = 3


def main(url: str, database: str) -> None:
    """Serve until the input ends."""
    set_up_logs("json")
    service = Service(settings(url, database, WORKERS))
    server = serve(create_app(door(service)), "127.0.0.1", 0, 4)
    service.start()
    print(server.port, flush=True)  # noqa: T201 - the test waits for it
    sys.stdin.read()
    server.stop()
    service.stop()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
