"""What a process takes of the machine."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import psutil


def peak(process: subprocess.Popen[bytes]) -> float:
    """The most memory that `process` held so far, in MB, where it still runs, else 0; only Linux tells it."""
    lines = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii").splitlines()
    held = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), "0")
    return int(held) * 1024 / 1e6


def peak_until_end(process: subprocess.Popen[bytes]) -> float:
    """Wait for the end of `process`; gives the most memory that it held, in MB.

    What the operating system tells of an ended process counts the one that started it, too.
    """
    most = 0.0
    while process.poll() is None:
        most = max(most, peak(process))
        time.sleep(0.02)
    return most


def computed(process: subprocess.Popen[bytes]) -> float:
    """Processor seconds that `process` took so far."""
    user, system, *_ = psutil.Process(process.pid).cpu_times()
    return float(user + system)


def at_rest(process: subprocess.Popen[bytes], seconds: float) -> tuple[float, float]:
    """The share of one processor that `process` takes over the next `seconds`, and its memory after that, in MB."""
    before = computed(process)
    time.sleep(seconds)
    memory = psutil.Process(process.pid).memory_info().rss / 1e6
    return (computed(process) - before) / seconds, memory
