"""Identifiers made at the edge: of runs, sortable by time, and of this process as a worker."""

from __future__ import annotations

import os
import secrets
import socket
from datetime import datetime
from pathlib import Path

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_RANDOM_BITS = 80


def run_id(now: datetime) -> str:
    """A new identifier of 26 characters, time first, so that later ones sort after earlier ones.

    The form is that of ULID: 48 bits of milliseconds since 1970 and 80 random bits in Crockford's base 32.
    """
    number = (int(now.timestamp() * 1000) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(5 * (_LENGTH - 1), -1, -5))


def host_name() -> str:
    """How this machine is called in the names of its workers."""
    return socket.gethostname().replace(":", "-")


def worker_name(pid: int | None = None) -> str:
    """``host:pid:start`` of the process `pid`, by default this one; a later one with that pid is called otherwise."""
    number = os.getpid() if pid is None else pid
    return f"{host_name()}:{number}:{_started(number)}"


def is_alive(worker: str) -> bool:
    """Whether the process that `worker` names still runs; only to be asked about workers of this host."""
    pid = worker.rsplit(":", 2)[1]
    return worker_name(int(pid)) == worker


def _started(pid: int) -> str:
    """When `pid` was started, in the kernel's ticks since boot (man 5 proc); ``gone`` for a process that has ended.

    Where the kernel has no /proc, a process that is there counts as the same one.
    """
    try:
        os.kill(pid, 0)
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except ProcessLookupError:
        return "gone"
    except OSError:
        return "running"
    return "gone" if fields[0] == "Z" else fields[19]
