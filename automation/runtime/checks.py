"""Answers to "is it well?", for the readiness page and the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from automation.runtime.configuration import Configuration
from automation.runtime.identity import Identity
from automation.runtime.pulse import Pulse


@dataclass(frozen=True, slots=True)
class Check:
    """One answer."""

    ok: bool
    #: what was seen, for whoever operates us; no secret, nothing of an issue
    detail: str = ""


def check_config(configuration: Configuration) -> Check:
    """Whether the files as they are now are in force; says so where something waits for a restart."""
    if configuration.fault:
        return Check(ok=False, detail=f"faulty, the last good one is in force: {configuration.fault}")
    waits = f"; {configuration.restart}" if configuration.restart else ""
    return Check(ok=True, detail=f"in force: {configuration.current().digest[:12]}{waits}")


def check_gitlab(pulse: Pulse, identity: Identity, now: datetime) -> Check:
    """Whether GitLab knows us and answers."""
    if identity.known is None:
        return Check(ok=False, detail=identity.fault or "not asked yet")
    heard = f"last heard {pulse.heard_at:%Y-%m-%d %H:%M:%S} UTC" if pulse.heard_at else "never heard"
    return Check(ok=not pulse.is_down(now), detail=f"we are {identity.known.username}, {heard}")
