"""What ``usher undo`` tells, and how far it is meanwhile."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import click
from rich import progress as rich
from rich.console import Console

from automation.commands.common import show_json
from automation.commands.sweep_progress import COLUMNS
from automation.decide.words import reason_lines
from automation.model.decision import Verdict
from automation.runtime.takeback import Stand, TakenBack

#: issues that are shown one by one; those of which something stays come first
SHOWN = 50


@dataclass(slots=True)
class Report:
    """What became of runs, counted; of many issues only the first are kept one by one."""

    applies: bool
    counts: Counter[str] = field(default_factory=Counter)
    partly: list[TakenBack] = field(default_factory=list)
    wholly: list[TakenBack] = field(default_factory=list)

    def add(self, found: Iterable[TakenBack]) -> None:
        """Count `found`, and keep the first of each kind."""
        for item in found:
            self.counts["issues"] += 1
            self.counts["whole" if item.is_whole else "waiting" if item.stand is Stand.WAITS else "partly"] += 1
            kept = self.wholly if item.is_whole else self.partly
            if len(kept) < SHOWN:
                kept.append(item)

    @property
    def is_whole(self) -> bool:
        """Whether nothing stays and nothing waits."""
        return self.counts["issues"] == self.counts["whole"]

    @property
    def shown(self) -> list[TakenBack]:
        """Those that are told one by one."""
        return [*self.partly, *self.wholly][:SHOWN]

    def show(self, output: str) -> None:
        """Print it, as ``text`` or ``json``."""
        if output == "json":
            show_json(as_json(self))
            return
        for line in _lines(self):
            click.echo(line)


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON data."""
    return {
        "dry_run": not report.applies,
        **{name: report.counts[name] for name in ("issues", "whole", "partly", "waiting")},
        "shown": [_item_json(item) for item in report.shown],
    }


def watched(pages: Iterator[tuple[TakenBack, ...]], total: int) -> Iterator[tuple[TakenBack, ...]]:
    """`pages` as they come, with a bar on standard error where people watch."""
    console = Console(stderr=True)
    with rich.Progress(*COLUMNS, console=console, transient=True, disable=not sys.stderr.isatty()) as bars:
        task = bars.add_task("taking back", total=total)
        for page in pages:
            bars.advance(task, len(page))
            yield page


def _item_json(item: TakenBack) -> dict[str, Any]:
    return {
        "issue": str(item.issue),
        "run": item.run,
        "state": str(item.stand),
        "undone_by": item.by_run,
        "asked_before": item.before,
        "parts": [
            {"what": part.title, "taken_back": part.verdict is Verdict.YES, "why": part.detail} for part in item.parts
        ],
        "trouble": list(item.trouble),
    }


def _lines(report: Report) -> Iterator[str]:
    if not report.counts["issues"]:
        yield "nothing to take back: nothing was written to an issue"
        return
    for item in report.shown:
        yield _title(item)
        yield from reason_lines(item.parts, "  ")
        yield from (f"  ! {words}" for words in item.trouble)
    yield from _sum(report)


def _title(item: TakenBack) -> str:
    words = {
        Stand.WOULD: "would be taken back",
        Stand.DONE: f"taken back by run {item.by_run}" + (", before" if item.before else ""),
        Stand.WAITS: "asked for; the running service, or the same command, goes on with it",
    }
    return f"{item.issue}  run {item.run}: {words[item.stand]}"


def _sum(report: Report) -> Iterator[str]:
    counts = report.counts
    if counts["issues"] > 1:
        more = f", {counts['waiting']:,} wait" if counts["waiting"] else ""
        yield f"\n{counts['issues']:,} issues: {counts['whole']:,} wholly, {counts['partly']:,} in part or not{more}"
    if not report.applies:
        yield "\nnothing was written; --apply does it"
