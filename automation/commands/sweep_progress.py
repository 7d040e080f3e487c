"""How far a sweep is, on standard error, for people who watch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rich import progress as rich
from rich.console import Console

from automation.runtime.store import Sweep
from automation.runtime.sweeps.plan import plan_of

COLUMNS: Final = (
    rich.TextColumn("{task.description}"),
    rich.BarColumn(),
    rich.MofNCompleteColumn(),
    rich.TimeRemainingColumn(),
)


class Progress:
    """Two bars: issues looked at, and issues written."""

    def __init__(self, bars: rich.Progress) -> None:
        self._bars = bars
        self._looking = bars.add_task("looking at issues", total=None)
        self._writing = bars.add_task("writing", total=None, visible=False)
        self._trouble = ""

    def scanned(self, sweep: Sweep) -> None:
        """So many issues of `sweep` are looked at."""
        plan = plan_of(sweep)
        total = None if plan is None else plan.length
        self._bars.update(self._looking, completed=sweep.looked, total=total)

    def waits(self, trouble: str) -> None:
        """The sweep waits because of `trouble`, or goes on where that is empty; said once, whoever watches."""
        if trouble and trouble != self._trouble:
            self._bars.console.print(f"waiting: {trouble}", markup=False, highlight=False, soft_wrap=True)
        self._trouble = trouble

    def written(self, done: int, total: int) -> None:
        """So many of what the sweep hands in are written."""
        self._bars.update(self._writing, completed=done, total=total, visible=total > 0)


@contextmanager
def progress() -> Iterator[Progress]:
    """Bars that go when the work is done; where standard error is no terminal there are none."""
    console = Console(stderr=True)
    with rich.Progress(*COLUMNS, console=console, transient=True, disable=not sys.stderr.isatty()) as bars:
        yield Progress(bars)
