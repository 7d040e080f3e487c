"""`python -m sandbox`: run a sandbox until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path

from sandbox.clock import Clock, parse_instant
from sandbox.seed import Seed, default_seed
from sandbox.server import Sandbox
from sandbox.world.state import TIERS


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    made = argparse.ArgumentParser(prog="python -m sandbox", description="Run a small in-memory GitLab.")
    made.add_argument("--port", type=int, default=8929, help="port to listen on (0: any free one)")
    made.add_argument("--host", default="127.0.0.1", help="address to listen on")
    made.add_argument("--seed", type=Path, help="YAML or JSON file with users, groups and projects")
    made.add_argument("--clock", type=parse_instant, help="instant at which its time starts, e.g. 2026-12-01T09:00:00Z")
    made.add_argument("--tier", choices=TIERS, default="premium", help="licence to behave like")
    return made


def main(arguments: list[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; return the exit code, 2 if it could not start."""
    wanted = parser().parse_args(arguments)
    try:
        seed = Seed.from_file(wanted.seed) if wanted.seed else default_seed({}, {})
        box = Sandbox(seed, Clock(wanted.clock), wanted.tier, wanted.port, host=wanted.host).start()
    except (OSError, ValueError) as error:
        print(f"sandbox: {error}", file=sys.stderr)  # noqa: T201 - a command line
        return 2
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"sandbox at {box.url} (tokens: sandbox-<username>)", flush=True)  # noqa: T201 - a command line
    try:
        box.wait()
    except KeyboardInterrupt:
        box.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
