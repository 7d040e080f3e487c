"""Whom Usher tells when it needs a person."""

from __future__ import annotations

from collections.abc import Iterator

from automation.config.checks.names import Names
from automation.config.faults import Problem
from automation.config.model import Config


def check_alerts(config: Config, names: Names) -> Iterator[Problem]:
    """A channel that is not there."""
    if config.alerts.channel is not None:
        yield from names.channels.check(config.alerts.channel, ("alerts", "channel"))
