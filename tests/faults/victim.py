"""A service that dies where it is told. One process holds it ready, and lets a copy of itself live each life.

Lines of JSON go in and out. A life begins with ``{"live": {…}}`` and takes ``{"headers": …, "body": …}`` (a delivery,
answered with its HTTP status once everything that follows from it is worked off) and ``{"counts": true}``. When a life
ends, by itself or not, the line ``{"ended": status}`` says so and another one may begin.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from automation.commands.logs import set_up_logs
from automation.commands.running import Running
from automation.decide.ready import make_ready
from automation.runtime.faultpoints import install
from automation.runtime.settings import Settings, utc_now
from automation.runtime.store import SweepRequest
from tests.faults.gitlab_side import SIGNING_TOKEN
from webhooks.app import create_app

CONFIG = Path(__file__).parent / "nominations" / "config.yml"
KILLED = 9


def keep(live: Callable[..., None]) -> None:
    """Let one life follow another, each as `live` lives it, until nobody asks for one any more."""
    set_up_logs("json", logging.WARNING)
    while (line := hear()) is not None:
        child = os.fork()
        if child == 0:
            live(**line["live"])
            os._exit(0)
        _, status = os.waitpid(child, 0)
        say({"ended": os.waitstatus_to_exitcode(status)})


def live(url: str, database: str, points: str, kill_at: list[Any] | None) -> None:
    """One life.

    Args:
        url: address of GitLab.
        database: path of the database.
        points: path of the file to which the name of each point that is passed is added.
        kill_at: name of a point and which time of passing it kills the process; None lets it live.
    """
    install(Reaper(Path(points), kill_at))
    usher = Running(settings(url, database), "127.0.0.1", 0)
    service, client = usher.service, create_app(usher.door()).test_client()
    service.take_over()
    service.sweep_off()
    while (line := hear()) is not None and "end" not in line:
        if "counts" in line:
            counts = service.store.counts()
            say({"stored": counts.stored, "done": counts.done, "waiting": counts.waiting, "dead": counts.dead})
        elif "sweep" in line:
            service.store.start_sweep(SweepRequest(id=line["sweep"], policies=(), started_at=service.now()))
            service.sweep_off()
            say({"sweep": [sweep.state for sweep in service.store.sweeps()]})
        else:
            answer = client.post("/webhooks/gitlab", headers=line["headers"], data=line["body"].encode())
            service.work_off()
            say({"status": answer.status_code})
    service.stop()


def settings(
    url: str, database: str, workers: int = 0, *, config: Path = CONFIG, clock: Callable[[], datetime] = utc_now
) -> Settings:
    """How the service runs on a compact configuration beside this file."""
    environment = {"GITLAB_URL": url, "GITLAB_TOKEN": "sandbox-usher-bot", "USHER_SIGNING_TOKEN": SIGNING_TOKEN}
    return Settings(
        config=config,
        load=lambda path: make_ready(path, environment)[1],
        database=f"sqlite:///{database}",
        workers=workers,
        clock=clock,
    )


class Reaper:
    """Notes every point that is passed, and ends the process at the chosen one."""

    def __init__(self, points: Path, kill_at: list[Any] | None) -> None:
        self._notes = os.open(points, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._name, self._left = kill_at or ("", 0)

    def __call__(self, name: str) -> None:
        """Be at the point called `name`."""
        os.write(self._notes, f"{name}\n".encode())
        if name == self._name:
            self._left -= 1
            if self._left == 0:
                os._exit(KILLED)


def hear() -> Any:
    """The next line; None when there will be none. Read byte by byte, so that no life takes another one's lines."""
    line = b""
    while not line.endswith(b"\n"):
        byte = os.read(0, 1)
        if not byte:
            return None
        line += byte
    return json.loads(line)


def say(words: dict[str, Any]) -> None:
    """Answer with one line."""
    os.write(1, json.dumps(words).encode() + b"\n")


if __name__ == "__main__":
    keep(live)
