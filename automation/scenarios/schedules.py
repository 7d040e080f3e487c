"""Schedules by the names that a scenario file uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeVar

from automation.decide.compiled import CompiledSchedule
from automation.scenarios.model import Meta

T = TypeVar("T")


def schedule_named(name: str, schedules: Mapping[str, T], meta: Meta) -> T | None:
    """The schedule that a file calls `name`: as `meta.schedules` says, else one that is written like it.

    Case and what stands between words do not count: ``KPI monthly`` is kpi-monthly.
    """
    wanted = _plain(meta.schedules.get(name, name))
    return next((found for known, found in schedules.items() if _plain(known) == wanted), None)


def enabled(schedules: Mapping[str, CompiledSchedule], meta: Meta) -> dict[str, CompiledSchedule]:
    """`schedules`, of which only those run that ``jobs_enabled`` names; without it those that are switched on."""
    if meta.jobs_enabled is None:
        return dict(schedules)
    wanted = [schedule_named(name, schedules, meta) for name in meta.jobs_enabled]
    names = {found.name for found in wanted if found is not None}
    return {name: replace(schedule, enabled=name in names) for name, schedule in schedules.items()}


def unknown(schedules: Mapping[str, CompiledSchedule], meta: Meta) -> list[str]:
    """The names in ``jobs_enabled`` that no schedule has."""
    return [name for name in meta.jobs_enabled or () if schedule_named(name, schedules, meta) is None]


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
