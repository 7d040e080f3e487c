"""What is to be taken back, as its event brings it, and how it is told what became of each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from automation.model import wire
from automation.model.decision import Reason, Verdict
from automation.model.events import Event
from automation.model.plan import Effect
from automation.model.work import EffectRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One effect that was written."""

    effect: Effect
    #: the effect that takes it back; None where nothing can
    inverse: Effect | None
    #: what GitLab answered
    result: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Somebody asks that a run is taken back, on this issue."""

    run: str
    #: who asks, as they say
    by: str
    #: in the order in which it was written
    written: tuple[Written, ...]

    @property
    def title(self) -> str:
        """How the explanation calls it."""
        return f"Undo of run {self.run}"


def asking(by: str, records: tuple[EffectRecord, ...]) -> dict[str, Any]:
    """The data of the event by which `by` asks that `records` are taken back; `asked_in` reads it."""
    return {"by": by, "written": [_dumped(record) for record in records]}


def asked_in(event: Event) -> Asked:
    """What `event` asks for."""
    rows = event.data["written"]
    return Asked(run=event.action, by=event.data["by"], written=tuple(map(_loaded, rows)))


def taken(what: str, words: str = "") -> Reason:
    """`what` is taken back."""
    return Reason(what, Verdict.YES, words)


def kept(what: str, why: str) -> Reason:
    """`what` stays, and why."""
    return Reason(what, Verdict.NO, why)


def _dumped(record: EffectRecord) -> dict[str, Any]:
    inverse = None if record.inverse is None else wire.dump_effect(record.inverse)
    return {"effect": wire.dump_effect(record.effect), "inverse": inverse, "result": record.result}


def _loaded(row: Mapping[str, Any]) -> Written:
    inverse = None if row["inverse"] is None else wire.load_effect(row["inverse"])
    return Written(effect=wire.load_effect(row["effect"]), inverse=inverse, result=row["result"])
