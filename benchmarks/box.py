"""A sandbox with many issues in it from the start, which counts what it is asked."""

from __future__ import annotations

import itertools
import signal
import sys

from flask import Flask, request

from automation.commands.seeding import seed_of
from automation.config.load import load_config
from benchmarks.deliveries import PROJECT
from benchmarks.servers import ROOT
from benchmarks.stock import FILLS
from sandbox.server import Sandbox
from sandbox.world.state import World


def count_requests(app: Flask, world: World) -> None:  # noqa: ARG001  # the world is told to all that add pages
    """Answer how many API calls there were, at ``/requests``."""
    numbers, seen = itertools.count(1), [0]

    @app.before_request
    def one_more() -> None:
        if request.path.startswith("/api/"):
            seen[0] = next(numbers)

    @app.get("/requests")
    def so_far() -> str:
        return str(seen[0])


def main(port: int, fill: str, count: int) -> None:
    """Serve until SIGTERM."""
    seed = seed_of(load_config(ROOT / "config.yml", {}).config)
    box = Sandbox(seed, port=port, register=[count_requests])
    data = box.world.data
    FILLS[fill](box.world, data.projects[data.project_paths[PROJECT]], count)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with box:
        try:
            box.wait()
        except KeyboardInterrupt:
            return


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
