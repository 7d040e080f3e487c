"""The hand-written table of a year: what has to be opened, when, and with which due date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

TABLE = Path(__file__).parent / "almanac" / "year.yml"


@dataclass(frozen=True, slots=True, order=True)
class Opening:
    """One issue that a schedule opens."""

    title: str
    #: when (UTC), as its description says it, with the slot where there are several
    fires: str
    due: date
    confidential: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence of the table."""

    fires_at: datetime
    #: the same instant as the clock on the wall shows it, without an offset
    fires_there: datetime
    zone: ZoneInfo
    openings: tuple[Opening, ...]


def entries() -> list[Entry]:
    """The whole table, in the order of firing."""
    parts = yaml.safe_load(TABLE.read_text(encoding="utf-8"))
    return sorted((entry for part in parts for entry in _entries(part)), key=lambda entry: entry.fires_at)


def regular() -> Iterator[tuple[str, list[datetime], list[datetime]]]:
    """What comes every day or week: its title, its firings, and those that the table names one by one (UTC)."""
    for part in yaml.safe_load(TABLE.read_text(encoding="utf-8")):
        if "every" in part:
            every = part["every"]
            named = [_instant(text) for text in (every["first"], *part["around"], every["last"])]
            yield part["titles"][0], list(_firings(every)), named


def _entries(part: dict[str, Any]) -> Iterator[Entry]:
    if "every" in part:
        rows = [(at, at.replace(tzinfo=None), at.isoformat(), at.date()) for at in _firings(part["every"])]
    else:
        rows = [_row(line) for line in part["rows"].splitlines()]
    for fires_at, there, comes_round, due in rows:
        occurrence, _, slot = comes_round.partition(" ")
        fires = f"{fires_at.isoformat()}{', ' + slot if slot else ''}"
        openings = [Opening(f"{title} {occurrence}", fires, due, part["confidential"]) for title in part["titles"]]
        yield Entry(fires_at, there, ZoneInfo(part["zone"]), tuple(openings))


def _row(line: str) -> tuple[datetime, datetime, str, date]:
    fires_at, there, comes_round, due = (piece.strip() for piece in line.split("|"))
    return _instant(fires_at), datetime.fromisoformat(there), comes_round, date.fromisoformat(due)


def _firings(every: dict[str, Any]) -> Iterator[datetime]:
    first = _instant(every["first"])
    return (first + number * timedelta(days=every["days"]) for number in range(every["times"]))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
