"""Telling a person: once when something needs one, once when it is over, however often the service starts again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import structlog

from automation.decide.compiled import Compiled
from automation.gitlab.errors import GiveUp
from automation.runtime.checks import Check
from automation.runtime.notify import Notifier
from automation.runtime.store import Store
from automation.runtime.ticker import Duty

_log = structlog.get_logger("usher.alarms")

_FACT: Final = "alarms"
_EVERY: Final = timedelta(minutes=1)
#: what each check means when it fails, and how long it must fail for a person to be told; others concern nobody at once
_ALARMS: Final[Mapping[str, tuple[str, timedelta]]] = {
    "hooks": ("GitLab has disabled a hook", timedelta()),
    "silence": ("GitLab is silent", timedelta()),
    "catch-up": ("GitLab cannot be asked what changed", timedelta(hours=1)),
    "dead letters": ("work was given up", timedelta()),
}


@dataclass(frozen=True, slots=True)
class Incident:
    """A check that fails."""

    #: since when, as ISO 8601 in UTC
    since: str
    #: whether a person was told
    told: bool = False

    @property
    def words(self) -> str:
        """When it began, for people."""
        return f"It began on {datetime.fromisoformat(self.since):%Y-%m-%d at %H:%M} UTC."


@dataclass(frozen=True, slots=True)
class Tiding:
    """What a person is told."""

    title: str
    text: str
    over: bool = False


def compare(
    known: Mapping[str, Incident], checks: Mapping[str, Check], now: datetime
) -> tuple[dict[str, Incident], tuple[Tiding, ...]]:
    """The incidents at `now` (UTC), and what is to be told; a check that is not there leaves its incident as it is."""
    incidents, tidings = dict(known), []
    for name in (name for name in _ALARMS if name in checks):
        incident, tiding = _judge(name, known.get(name), checks[name], now)
        incidents.pop(name, None)
        if incident is not None:
            incidents[name] = incident
        if tiding is not None:
            tidings.append(tiding)
    return incidents, tuple(tidings)


def _judge(name: str, before: Incident | None, check: Check, now: datetime) -> tuple[Incident | None, Tiding | None]:
    """What becomes of the incident `before` of the check `name`, and what is to be told of it."""
    words, patience = _ALARMS[name]
    if check.ok:
        if before is None or not before.told:
            return None, None
        return None, Tiding(f"Usher: over: {words}", f"{check.detail}. {before.words}", over=True)
    incident = before or Incident(now.isoformat())
    if incident.told or now - datetime.fromisoformat(incident.since) < patience:
        return incident, None
    return replace(incident, told=True), Tiding(f"Usher: {words}", f"{check.detail}. {incident.words}")


class Alarms:
    """Compares the checks of now with those told before, which the store keeps."""

    def __init__(
        self,
        store: Store,
        rules: Callable[[], Compiled],
        checks: Callable[[], Mapping[str, Check]],
        notifier: Notifier,
    ) -> None:
        """`checks` gives those of which something is known, by name."""
        self._store = store
        self._rules = rules
        self._checks = checks
        self._notifier = notifier

    def duty(self) -> Duty:
        """Telling, with how often."""
        return Duty("tell a person", _EVERY, self.look)

    def look(self, now: datetime) -> None:
        """Tell what is new; what cannot be told is tried again at the next look. Raises `StoreUnavailable`."""
        text = self._store.recall(_FACT)
        known = {name: Incident(**found) for name, found in json.loads(text or "{}").items()}
        incidents, tidings = compare(known, {**self._checks(), "dead letters": self._dead()}, now)
        if incidents == known:
            return
        fresh = json.dumps({name: asdict(incident) for name, incident in incidents.items()})
        # Of several processes the one that changes the fact tells.
        if self._store.exchange(_FACT, text, fresh):
            told = False
            try:
                told = self._tell(tidings)
            finally:
                if not told:
                    self._store.exchange(_FACT, fresh, text or "{}")

    def _dead(self) -> Check:
        dead = self._store.work_states().get("dead", 0)
        return Check(ok=not dead, detail=f"{dead} of the work list are given up; usher dead-letters says why")

    def _tell(self, tidings: Iterable[Tiding]) -> bool:
        """Log, and send to the channel of the configuration, where there is one; False where it did not take it."""
        channel = self._rules().config.alerts.channel
        try:
            for tiding in tidings:
                log = _log.warning if tiding.over else _log.error
                log("alarm", title=tiding.title, text=tiding.text)
                if channel is not None:
                    self._notifier.notify(channel, tiding.title, tiding.text)
        except GiveUp as fault:
            _log.error("nobody could be told", cause=fault.cause)
            return False
        return True
