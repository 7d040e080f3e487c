"""FY28 as one scenario: what schedules open, what people do, and a clock that goes on in between.

Every instant at which something has to happen stands in ``openings.yml`` or ``people.yml``. All other ticks expect
nothing: a minute before whatever opens, and twice on each day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "fiscal-year"
START = datetime(2027, 2, 1, tzinfo=UTC)
END = datetime(2028, 1, 31, 23, 59, tzinfo=UTC)
#: by the first of them due dates have passed
EVERY_DAY = (timedelta(minutes=5), timedelta(hours=6))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

Data = dict[str, Any]
#: issues that schedules open, by when (UTC), as `created` of a step has them
Openings = Mapping[datetime, Sequence[Data]]


def written(path: Path) -> Path:
    """Write the scenario of the whole year to `path`, which is given back."""
    text = yaml.safe_dump(year(_loaded("people.yml"), openings()), allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")
    return path


def year(people: Data, opened: Openings) -> Data:
    """What `people` do, and all ticks of the year, in the format of scenario files."""
    ticks = {_at(step): step for step in people["events"] if step["kind"] == "tick"}
    acts = [step for step in people["events"] if step["kind"] != "tick"]
    for at in {*opened, *_idle(opened)} - set(ticks):
        ticks[at] = {"id": f"{at:%Y-%m-%d %H:%M}", "at": at.isoformat(), "kind": "tick"}
    both = [_with(step, opened.get(at, ())) for at, step in ticks.items()]
    return {**people, "meta": {"start": START.isoformat()}, "events": sorted([*both, *acts], key=_at)}


def openings() -> Openings:
    """The table; each issue is called by its title."""
    found: dict[datetime, list[Data]] = {}
    for part in _loaded("openings.yml"):
        for issue in part["issues"]:
            last: list[str] = []
            for at, words, due in _rows(part["rows"]):
                created = _created(part, issue, words, due, last if part.get("linked") else [])
                found.setdefault(at, []).append(created)
                last = [created["ref"]]
    return found


def _created(part: Data, issue: Data, words: str, due: str, links: list[str]) -> Data:
    title = issue["title"].format(words)
    return {
        "ref": title,
        "project": part["project"],
        "title": title,
        "labels": [label.format(words) for label in issue["labels"]],
        "assignees": issue["assignees"],
        "due_date": due,
        "confidential": part.get("confidential", False),
        "links": links,
    }


def _rows(text: str) -> Iterator[tuple[datetime, str, str]]:
    for line in text.splitlines():
        at, words, due = (piece.strip() for piece in line.split("|"))
        yield datetime.fromisoformat(at).replace(tzinfo=UTC), words, due


def _idle(opened: Openings) -> Iterator[datetime]:
    """When nothing opens."""
    for day in range((END - START).days + 1):
        yield from (START + day * DAY + hour for hour in EVERY_DAY)
    yield from (at - MINUTE for at in opened)


def _with(tick: Data, created: Sequence[Data]) -> Data:
    """`tick`, which has to open `created`, too."""
    expect = tick.get("expect", {})
    return {**tick, "expect": {**expect, "created": [*created, *expect.get("created", [])]}}


def _at(step: Data) -> datetime:
    return datetime.fromisoformat(step["at"])


def _loaded(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
