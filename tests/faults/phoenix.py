"""A service that is killed while GitLab answers it and always comes back, and those who kill and serve it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any, Self

import requests
from flask import Flask, Response, request

from sandbox.world.state import World
from tests.faults.gitlab_side import Scene, Sent
from tests.faults.lives import ROOT


class Sniper:
    """Kills the service at chosen requests: before GitLab looks at one, or when it has done what was asked."""

    def __init__(self, shots: dict[int, str]) -> None:
        """`shots` says for the number of a request whether to kill ``before`` or ``after`` it, or soon after that."""
        self._shots = sorted(shots.items())
        self._lock = threading.Lock()
        self._requests = 0
        #: process to be killed; None while there is none
        self.target: int | None = None
        #: shots that were fired
        self.fired = 0

    def register(self, app: Flask, _world: World) -> None:
        """Look at every request of the service."""
        app.before_request(self._before)
        app.after_request(self._after)

    def _before(self) -> None:
        if "usher" not in request.headers.get("User-Agent", ""):
            return
        with self._lock:
            self._requests += 1
            self._fire("before")

    def _after(self, answer: Response) -> Response:
        with self._lock:
            self._fire("after")
        return answer

    def _fire(self, moment: str) -> None:
        """Fire the next shot if its time has come; while nobody lives it waits."""
        if self.target is None or not self._shots or self._shots[0][0] > self._requests or self._shots[0][1] != moment:
            return
        del self._shots[0]
        os.kill(self.target, signal.SIGKILL)
        self.target = None
        self.fired += 1


class Phoenix:
    """The service over all its lives."""

    def __init__(self, scene: Scene, database: Path, sniper: Sniper) -> None:
        self._command = [sys.executable, "-m", "tests.faults.serving", scene.box.url, str(database)]
        self._sniper = sniper
        self._process = self._born()

    def deliver(self, sent: Sent) -> None:
        """Bring one delivery, again and again until somebody takes it."""
        while True:
            try:
                answer = requests.post(self._url, data=sent.body.encode(), headers=sent.headers, timeout=10)
            except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
                self._rise()
                continue
            assert answer.status_code in {200, 202}
            return

    def revive(self) -> None:
        """Begin a new life if the present one has ended."""
        if self._process.poll() is not None:
            self._rise()

    def end(self) -> int:
        """The last life ends in peace; gives its exit status."""
        self._process.communicate(timeout=30)
        return self._process.returncode

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.kill()
        self._process.wait(10)
        self._close()

    def _rise(self) -> None:
        assert self._process.wait(10) == -signal.SIGKILL
        self._close()
        self._process = self._born()

    def _born(self) -> subprocess.Popen[bytes]:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        process = subprocess.Popen(self._command, cwd=ROOT, env=environment, **pipes)
        assert process.stdout is not None
        self._url = f"{process.stdout.readline().decode().strip()}/webhooks/gitlab"
        self._sniper.target = process.pid
        return process

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
