"""Trying a changed configuration out before it is put into force."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol


class Trial(Protocol):
    """A configuration that is being tried out, while everything else goes on."""

    def verdict(self) -> str | None:
        """What is wrong with it, in words; empty for nothing, None while it is not known yet. Never raises."""
        ...

    def stop(self) -> None:
        """End it without a verdict."""
        ...


def no_trial(_config: Path) -> Trial | None:
    """Nothing is tried out: what can be read is put into force."""
    return None
