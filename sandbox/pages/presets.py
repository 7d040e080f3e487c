"""The faults that can be switched on and off by hand: every kind that there is, with values that show something."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sandbox.faults import Faults

RATES = {"100": 1.0, "50": 0.5, "10": 0.1}
"""Percent as a form sends it, and the share that a fault hits."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A fault by hand; `key` names it in forms, `fault` is what `Faults.add` takes."""

    key: str
    words: str
    fault: dict[str, Any]

    def covers(self, fault: dict[str, Any]) -> bool:
        """Whether a fault in force, as JSON has it, is one of this kind."""
        same_status = self.fault["kind"] != "status" or fault["status"] == self.fault["status"]
        return bool(fault["kind"] == self.fault["kind"] and same_status)


DELIVERIES = (
    Preset("drop", "Lose them", {"kind": "drop"}),
    Preset("double", "Send them twice", {"kind": "double"}),
    Preset("swap", "Swap neighbours", {"kind": "swap"}),
    Preset("stall", "Hold each for 3 seconds", {"kind": "stall", "seconds": 3.0}),
)
CALLS = (
    Preset("429", "429 Too Many Requests, retry after 2 s", {"kind": "status", "status": 429, "retry_after": 2}),
    Preset("500", "500 Internal Server Error", {"kind": "status", "status": 500}),
    Preset("502", "502 Bad Gateway", {"kind": "status", "status": 502}),
    Preset("503", "503 Service Unavailable", {"kind": "status", "status": 503}),
    Preset("timeout", "Silence for 5 seconds, then 504", {"kind": "timeout", "seconds": 5.0}),
    Preset("slow", "2 seconds slower", {"kind": "slow", "seconds": 2.0}),
)
BY_KEY = {preset.key: preset for preset in (*DELIVERIES, *CALLS)}


@dataclass(frozen=True, slots=True)
class Switch:
    """A preset with its faults in force, as JSON has them."""

    preset: Preset
    faults: tuple[dict[str, Any], ...]

    @property
    def hits(self) -> int:
        """How often they struck."""
        return sum(int(fault["hits"]) for fault in self.faults)

    @property
    def percent(self) -> int:
        """The largest share that one of them hits."""
        return round(100 * max(float(fault["rate"]) for fault in self.faults))


def switches(presets: tuple[Preset, ...], faults: Faults) -> list[Switch]:
    """Return presets with what of them is in force."""
    present = faults.as_json()
    return [Switch(preset, tuple(fault for fault in present if preset.covers(fault))) for preset in presets]


def turn(preset: Preset, faults: Faults, rate: float | None) -> None:
    """Lift the faults of a preset, and with a rate (0 to 1) put it into force."""
    for fault in faults.as_json():
        if preset.covers(fault):
            faults.remove(fault["id"])
    if rate is not None:
        faults.add({**preset.fault, "rate": rate})
