"""The servers that are measured, each a process of its own that ends with its `with` block."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIGNING_TOKEN = "whsec_" + "YmVuY2htYXJrIHNpZ25pbmcga2V5IDMyIGJ5dGVzISE="


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers."""

    url: str
    process: subprocess.Popen[bytes]


@contextmanager
def sandbox() -> Iterator[Running]:
    """The sandbox, seeded from the shipped configuration."""
    port = free_port()
    command = ["-m", "automation.commands", "sandbox", "--config", str(ROOT / "config.yml"), "--port", str(port)]
    with _server(command, port, "/sandbox/health", {}) as running:
        yield running


@contextmanager
def box(fill: str, count: int, delay: float = 0.0) -> Iterator[Running]:
    """A sandbox with `count` issues of the kind `fill` (benchmarks/stock.py), each call `delay` seconds slower."""
    port = free_port()
    with _server(["-m", "benchmarks.box", str(port), fill, str(count)], port, "/sandbox/health", {}) as running:
        slow_down(running, delay)
        yield running


def slow_down(box: Running, delay: float) -> None:
    """Make every API call from now on take `delay` seconds more; the first fault in force is the one that strikes."""
    if not delay:
        return
    fault = json.dumps({"kind": "slow", "seconds": delay}).encode()
    address = urllib.request.Request(f"{box.url}/sandbox/faults", fault, {"Content-Type": "application/json"})
    urllib.request.urlopen(address, timeout=5).close()


def requests_at(box: Running) -> int:
    """How many API calls the box has had so far."""
    with urllib.request.urlopen(f"{box.url}/requests", timeout=5) as answer:
        return int(answer.read())


@contextmanager
def usher(gitlab: str, database: Path, *, workers: int = 4) -> Iterator[Running]:
    """Usher with web server and workers in one process, on SQLite."""
    port = free_port()
    command = ["-m", "automation.commands", "serve", "--config", str(ROOT / "config.yml"), "--port", str(port)]
    environment = {
        "GITLAB_URL": gitlab,
        "GITLAB_TOKEN": "sandbox-usher-bot",
        "GITLAB_NOTES_PER_MINUTE": "1000000",
        "USHER_SIGNING_TOKEN": SIGNING_TOKEN,
        "USHER_DATABASE_URL": f"sqlite:///{database}",
    }
    with _server([*command, "--workers", str(workers)], port, "/livez", environment) as running:
        yield running


@contextmanager
def bare(database: Path) -> Iterator[Running]:
    """A receiver that only inserts: the limit."""
    port = free_port()
    with _server(["-m", "benchmarks.bare", str(port), str(database)], port, "/livez", {}) as running:
        yield running


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _server(arguments: list[str], port: int, health: str, environment: Mapping[str, str]) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{health}", process)
        yield Running(f"http://127.0.0.1:{port}", process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)


def wait_for(address: str, process: subprocess.Popen[bytes], seconds: float = 30) -> float:
    """Wait until `address` answers; gives the seconds it took.

    Raises:
        RuntimeError: the process ended, or did not answer in time.
    """
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=1):
                return time.perf_counter() - begun
        except OSError:
            time.sleep(0.02)
    message = f"{address} does not answer"
    raise RuntimeError(message)
