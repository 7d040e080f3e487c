"""Lives of a victim, seen from the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.faults.gitlab_side import Scene, Sent

ROOT = Path(__file__).parents[2]


class Victims:
    """A process that stands ready to live lives one after the other."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def begin(self, **life: Any) -> None:
        """Begin a life."""
        self._say({"live": life})

    def ask(self, words: dict[str, Any]) -> dict[str, Any]:
        """What the life answers; ``ended`` when it has ended instead."""
        self._say(words)
        return self._hear()

    def end(self) -> dict[str, Any]:
        """End the life."""
        return self.ask({"end": True})

    def _say(self, words: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(words).encode() + b"\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the victim's keeper has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@contextmanager
def victims(module: str = "tests.faults.victim") -> Iterator[Victims]:
    """A keeper of victims, ready for as long as it is needed; `module` says how they live."""
    command = [sys.executable, "-m", module]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        try:
            yield Victims(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(10)


class Service:
    """One service over all its lives: killed once where it is told, and started again."""

    def __init__(self, keeper: Victims, scene: Scene, folder: Path, kill_at: tuple[str, int] | None) -> None:
        self._keeper = keeper
        self._life = {"url": scene.box.url, "database": str(folder / "usher.db"), "points": str(folder / "points")}
        self._points = folder / "points"
        #: exit status of each life that ended before its time
        self.deaths: list[int] = []
        keeper.begin(**self._life, kill_at=kill_at)

    def deliver(self, sent: Sent) -> None:
        """Hand in what GitLab sent, until it is taken: GitLab, or an administrator, sends it again."""
        answer = self._ask({"headers": sent.headers, "body": sent.body})
        while "ended" in answer:
            answer = self._ask({"headers": sent.headers, "body": sent.body})
        assert answer["status"] in {200, 202}

    def sweep(self, sweep_id: str) -> None:
        """Sweep by every policy."""
        answer = self._ask({"sweep": sweep_id})
        while "ended" in answer:
            answer = self._ask({"sweep": sweep_id})
        assert answer == {"sweep": ["done"]}

    def counts(self) -> dict[str, int]:
        """What the store counts."""
        return self._ask({"counts": True})

    def points(self) -> list[str]:
        """Every point passed so far, over all lives."""
        return self._points.read_text().split()

    def end(self) -> None:
        """The last life ends in peace."""
        assert self._keeper.end() == {"ended": 0}

    def _ask(self, words: dict[str, Any]) -> dict[str, Any]:
        answer = self._keeper.ask(words)
        if "ended" in answer:
            self.deaths.append(answer["ended"])
            self._keeper.begin(**self._life, kill_at=None)
        return answer


def settle(gitlab: Scene, service: Service) -> None:
    """Hand in what GitLab sends until it has nothing more to say."""
    while sent := gitlab.take():
        for item in sent:
            service.deliver(item)
