"""A service with schedules that dies where it is told; its keeper is that of `tests.faults.victim`.

A life begins with ``{"live": {…}}`` and takes ``{"now": …}``: the clock shows that instant, the clockwork ticks, and
everything that follows is worked off, which ``{"looks": number}`` answers.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from automation.runtime.faultpoints import install
from automation.runtime.service import Service
from tests.engine_parts import Clock
from tests.faults.victim import KILLED, hear, keep, say, settings

CONFIG = Path(__file__).parent / "almanac" / "config.yml"


def live(url: str, database: str, fuse: int | None) -> None:
    """One life.

    Args:
        url: address of GitLab.
        database: path of the database.
        fuse: which of the points that it passes is its last; None lets it live.
    """
    burn, clock = Fuse(fuse), Clock()
    install(burn)
    service = Service(settings(url, database, config=CONFIG, clock=clock))
    service.take_over()
    while (line := hear()) is not None and "end" not in line:
        clock.now = datetime.fromisoformat(line["now"])
        service.tick()
        burn("what came round is stored, and nobody has looked at it")
        say({"looks": service.work_off()})
    service.stop()


class Fuse:
    """Ends the process at the point that was chosen, whatever its name."""

    def __init__(self, points: int | None) -> None:
        self._left = points

    def __call__(self, _name: str) -> None:
        """Be at a point."""
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                os._exit(KILLED)


if __name__ == "__main__":
    keep(live)
