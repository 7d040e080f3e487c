"""The service as it runs in earnest, with threads and a port: ``python -m tests.faults.serving URL DATABASE``.

It says its address in one line and runs until it is killed, or until its input ends.
"""

from __future__ import annotations

import logging
import sys

from automation.commands.logs import set_up_logs
from automation.commands.running import Running
from tests.faults.victim import settings

WORKERS = 3


def main(url: str, database: str) -> None:
    """Serve until the input ends."""
    set_up_logs("json", logging.WARNING)
    with Running(settings(url, database, WORKERS), "127.0.0.1", 0) as usher:
        print(usher.url, flush=True)  # noqa: T201 - the test waits for it
        sys.stdin.read()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
