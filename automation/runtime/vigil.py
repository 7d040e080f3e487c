"""The slow clockwork: catching up, watching hooks, and knowing for how long nobody was there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from automation.decide.clocks.view import length_words
from automation.runtime.catchup import CatchUp
from automation.runtime.checks import Check
from automation.runtime.hookwatch import HookWatch
from automation.runtime.metrics import Metrics
from automation.runtime.silence import Silence
from automation.runtime.store import Store
from automation.runtime.ticker import Duty

_log = structlog.get_logger("usher.vigil")

_ALIVE = "alive at"
#: a shorter absence is a restart
_GAP = timedelta(minutes=2)
#: how long timers wait for a catch-up that does not end
_PATIENCE = timedelta(minutes=10)


@dataclass(slots=True)
class Vigil:
    """What is asked of GitLab from time to time; runs beside the clockwork, which it must not hold up."""

    store: Store
    catchup: CatchUp
    hooks: HookWatch
    silence: Silence
    metrics: Metrics
    #: how long nobody was there before this start; None for a first start
    gap: timedelta | None = field(default=None, init=False)
    #: since when this start is there
    _here_since: datetime | None = field(default=None, init=False)

    def duties(self) -> tuple[Duty, ...]:
        """All of it, with how often."""
        return (
            Duty("name the gap", timedelta(minutes=1), self.alive),
            Duty("catch up", timedelta(minutes=5), self.catch_up),
            Duty("watch the hooks", timedelta(minutes=10), self.watch_hooks),
        )

    def alive(self, now: datetime) -> None:
        """Keep that we are there at `now`; the first time, name the gap since somebody last was."""
        if self._here_since is None:
            self._here_since, self.gap = now, self._absence(now)
            if self.gap is not None:
                self.metrics.gap(self.gap.total_seconds())
            if self.gap is not None and self.gap >= _GAP:
                _log.warning(
                    "nobody was there", since=(now - self.gap).isoformat(), seconds=round(self.gap.total_seconds())
                )
        self.store.keep(_ALIVE, now.isoformat())

    def _absence(self, now: datetime) -> timedelta | None:
        """How long nobody has been there at `now`; None where nobody ever was."""
        known = self.store.recall(_ALIVE)
        return None if known is None else max(now - datetime.fromisoformat(known), timedelta())

    def is_informed(self, now: datetime) -> bool:
        """Whether timers may judge at `now`: after an absence not before it is known what went by meanwhile.

        Else they would miss the answer that came in time and was not delivered. Where GitLab cannot be asked they wait
        for some minutes and no longer.
        """
        gap = self._absence(now) if self._here_since is None else self.gap
        if gap is None or gap < _GAP or self.catchup.last is not None:
            return True
        return self._here_since is not None and now - self._here_since >= _PATIENCE

    def catch_up(self, now: datetime) -> None:
        """Find what changed without a delivery."""
        found = self.catchup.run(now)
        self.metrics.caught_up("issues", found.issues)
        self.metrics.caught_up("comments", found.comments)

    def watch_hooks(self, now: datetime) -> None:
        """Revive hooks, and take from GitLab's log what did not get through."""
        self.metrics.caught_up("deliveries", self.hooks.run(now).recovered)

    def checks(self) -> dict[str, Check]:
        """Answers for the readiness page and the dashboard."""
        return {"catch-up": self._caught_up(), "hooks": self._hooks(), "silence": self.silence.check()}

    def judged(self) -> dict[str, Check]:
        """Those of the checks of which this start knows something."""
        known = {
            "catch-up": self.catchup.last is not None,
            "hooks": self.hooks.last is not None,
            "silence": self.silence.is_sure,
        }
        return {name: check for name, check in self.checks().items() if known[name]}

    def _caught_up(self) -> Check:
        found = self.catchup.last
        if found is None:
            return Check(ok=True, detail="not yet")
        if found.faults:
            return Check(ok=False, detail="; ".join(found.faults))
        absent = length_words(self.gap) if self.gap and self.gap >= _GAP else ""
        gap = f", nobody was there for {absent} before the start" if absent else ""
        return Check(
            ok=True, detail=f"found {found.issues} issues and {found.comments} comments that no delivery told of{gap}"
        )

    def _hooks(self) -> Check:
        found = self.hooks.last
        if found is None:
            return Check(ok=True, detail="not looked at yet")
        if found.disabled:
            return Check(ok=False, detail="; ".join(found.disabled))
        return Check(ok=True, detail=f"none disabled, {found.recovered} deliveries taken from GitLab's log")
