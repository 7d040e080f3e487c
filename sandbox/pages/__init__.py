"""Pages to see and edit what is in the sandbox."""

from __future__ import annotations

from flask import Flask

from sandbox.world.state import World


def register(app: Flask, world: World) -> None:
    """Add the pages to `app`."""
