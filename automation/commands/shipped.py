"""Where the configuration that ships lies: in a checkout beside the code, in an installation within the package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent


def shipped_config() -> Path:
    """config.yml of the programs that ship."""
    checkout = _PACKAGE.parent / "config.yml"
    return checkout if checkout.is_file() else _PACKAGE / "starter" / "config.yml"


def small_starter() -> Path:
    """The folder with one small program to start from."""
    return _PACKAGE / "starters" / "small"
