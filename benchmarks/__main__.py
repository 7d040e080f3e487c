"""``make bench``: ask every question, and write docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import psutil

from benchmarks import acknowledgement, catch_up, decisions, drain, first_write, restart, sweep, timers
from benchmarks.figures import Row
from benchmarks.servers import ROOT

QUESTIONS: dict[str, Callable[..., Iterator[Row]]] = {
    "decisions": decisions.measure,
    "acknowledgement": acknowledgement.measure,
    "first-write": first_write.measure,
    "drain": drain.measure,
    "restart": restart.measure,
    "catch-up": catch_up.measure,
    "timers": timers.measure,
    "sweep": sweep.measure,
}
_HEAD = """\
# Benchmarks

Written by `make bench` on {date}: {machine}.

Servers, sandbox and load share the machine. A figure is the median of several rounds with its range, or a percentile
over one long round; first rounds are thrown away. Deliveries are signed and about 6 KB long; SQLite commits with
`synchronous=FULL`, so an acknowledged delivery survives a power cut.

| question | figure | target | reached | |
| --- | --- | --- | --- | --- |
"""
_TAIL = """
What holds figures down where they miss: door, workers and clockwork are threads of one process, of which Python runs
one at a time, and the sandbox and the load take their part of the same cores. A delivery's tail is its wait for a turn
([decision 009](decisions/009-turns.md)); the bare insert checks no signature, reads no body and has no workers beside
it. Issues are worked off as fast as one thread decides and the sandbox answers. More processes are the way past both,
and are not measured here yet.

Catching up asks for the comments of each issue that changed and has any, four issues at a time, and each is read again
before it is decided. With GitLab at hand its time is what one Python process computes, and workers decide meanwhile.

gitlab-triage runs where it is on PATH, or named in `GITLAB_TRIAGE`; `gem install gitlab-triage` brings it. Measured
here was no installed gem, but a copy put together from its published source of about version 1.42 to 1.47: fetching,
filters, comments and network word for word, the parts that these rules do not touch left out, the wrapper of the
command line written anew; on Ruby 3.1 with HTTParty 0.21 and Active Support 6.1. Its
[twenty rules](../benchmarks/policies/gitlab-triage.yml) want something of one issue in fourteen. GitLab filters for it,
so that most rules read few pages; those that count votes or compare due dates read nearly all of them again. For each
issue that it changes it sends one comment with quick actions, one after the other.

Where GitLab filters for both, twenty times as fast is out of reach: Usher's command takes about a second to start, and
reading every page, which one rule alone makes necessary, takes another. It is reached with twenty rules
[beyond GitLab's filters](../benchmarks/policies/beyond-filters.yml): votes, titles, tasks, times, how far away a due
date is, how labels begin. For each of them gitlab-triage reads all open issues; Usher reads them once for all. For
real, what is written counts as much: eight threads read each issue again and write it, with a PUT, and a note where one
is due.
"""


def main() -> None:
    """Ask, print, and write the page unless only some questions were asked."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--only", choices=sorted(QUESTIONS), help="ask this question and write nothing")
    parser.add_argument("--quick", action="store_true", help="small numbers, to see whether it runs; writes nothing")
    wanted = parser.parse_args()
    rows = []
    for name, measure in QUESTIONS.items():
        if wanted.only in {None, name}:
            for row in measure(quick=wanted.quick):
                rows.append(row)
                print(_line(row), flush=True)
    if not wanted.only and not wanted.quick:
        head = _HEAD.format(date=datetime.now(UTC).strftime("%Y-%m-%d"), machine=_machine())
        page = ROOT / "docs" / "benchmarks.md"
        page.write_text(head + "\n".join(_line(row) for row in rows) + "\n" + _TAIL, encoding="utf-8")


def _line(row: Row) -> str:
    reached = {True: "yes", False: "**no**", None: ""}[row.reached]
    return f"| {row.question} | {row.figure} | {row.target} | {reached} | {row.note} |"


def _machine() -> str:
    memory = psutil.virtual_memory().total / 2**30
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    main()
