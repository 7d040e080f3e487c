"""What a new user sees first."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_demo_plays_both_stories_as_they_should_go() -> None:
    """`usher demo --once` plays over real HTTP, finds no difference, and leaves with 0."""
    played = subprocess.run(
        [sys.executable, "-m", "automation.commands", "demo", "--once"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (played.returncode, "All 17 steps went as they should." in played.stdout, played.stderr) == (0, True, "")


def test_the_demo_stays_up_until_it_is_interrupted() -> None:
    """Without `--once` it prints where to look and ends at Ctrl-C."""
    with subprocess.Popen(
        [sys.executable, "-m", "automation.commands", "demo", "--port", "0", "--sandbox-port", "0"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as running:
        assert running.stdout is not None
        shown = next(line for line in running.stdout if line.startswith("Ctrl-C"))
        running.send_signal(signal.SIGINT)
        rest, errors = running.communicate(timeout=60)

    assert (shown, rest, errors, running.returncode) == ("Ctrl-C ends both.\n", "Good-bye.\n", "", 0)
