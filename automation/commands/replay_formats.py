"""Replays as text, JSON and HTML, line by line: however many runs there are, one of them is in memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from markupsafe import escape

from automation.runtime.replaying import Compared, Sums

#: makes lines of what is compared; `Sums` counts while they are made
Format = Callable[[Iterable[Compared], Sums], Iterator[str]]

_HEAD: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Replay</title><style>
:root { color-scheme: light dark; font-family: system-ui, sans-serif }
body { margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid; padding: .3rem; text-align: left; vertical-align: top }
</style></head><body><h1>Replay</h1>
<table><thead><tr><th>Run</th><th>Of</th><th>Would do</th><th>Difference</th></tr></thead><tbody>"""


def as_text(found: Iterable[Compared], sums: Sums) -> Iterator[str]:
    """Runs that differ or cannot be told, then the sums."""
    for one in sums.counted(found):
        if one.differs or one.why:
            yield f"{one.run_id}  {one.work_key}  {one.verdict}{': ' + one.why if one.why else ''}"
            yield from (f"    {line}" for line in _changes(one))
    yield from _summary(sums)


def as_json(found: Iterable[Compared], sums: Sums) -> Iterator[str]:
    """One object: ``runs`` that differ or cannot be told, ``sums`` and ``rules``."""
    yield '{"runs": ['
    mark = ""
    for one in sums.counted(found):
        if one.differs or one.why:
            yield mark + json.dumps(_data(one), ensure_ascii=False, default=str)
            mark = ", "
    rules = {rule: dict(counts) for rule, counts in sums.rules.items()}
    yield f'], "sums": {json.dumps(dict(sums.runs))}, "rules": {json.dumps(rules, ensure_ascii=False)}}}'


def as_page(found: Iterable[Compared], sums: Sums) -> Iterator[str]:
    """A page that needs nothing else: no script, no address, light and dark."""
    yield _HEAD
    for one in sums.counted(found):
        if one.differs or one.why:
            lines = "<br>".join(str(escape(line)) for line in (one.why, *_changes(one)) if line)
            cells = f"<td>{escape(one.run_id)}</td><td>{escape(one.work_key)}</td><td>{one.verdict}</td>"
            yield f"<tr>{cells}<td>{lines}</td></tr>"
    yield "</tbody></table><h2>Sums</h2><ul>"
    yield from (f"<li>{escape(line)}</li>" for line in _summary(sums) if line)
    yield "</ul></body></html>"


FORMATS: Final[Mapping[str, Format]] = {"text": as_text, "json": as_json, "html": as_page}


def _data(one: Compared) -> dict[str, Any]:
    return {
        "id": one.run_id,
        "work_key": one.work_key,
        "started_at": one.started_at.isoformat(),
        "verdict": one.verdict,
        "less": list(one.less),
        "more": list(one.more),
        "rules": dict(one.rules),
        "why": one.why,
    }


def _changes(one: Compared) -> Iterator[str]:
    yield from (f"- {words}" for words in one.less)
    yield from (f"+ {words}" for words in one.more)


def _summary(sums: Sums) -> Iterator[str]:
    counts = ", ".join(f"{number} {verdict}" for verdict, number in sorted(sums.runs.items()))
    yield f"{sums.runs.total()} runs: {counts}" if counts else "no runs"
    for rule, found in sorted(sums.rules.items()):
        yield f"Rule {rule}: {', '.join(f'{number} {verdict}' for verdict, number in sorted(found.items()))}"
