"""How long do twenty policies take over ten thousand issues, beside gitlab-triage on the same GitLab?"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

import requests

from benchmarks import servers
from benchmarks.deliveries import PROJECT
from benchmarks.figures import Row, spread
from benchmarks.processes import computed, peak_until_end
from benchmarks.servers import ROOT, Running

_POLICIES = ROOT / "benchmarks" / "policies"
_TOKEN = "sandbox-usher-bot"


@dataclass(frozen=True, slots=True)
class Swept:
    """One sweep."""

    seconds: float
    #: API calls
    calls: int
    #: the most memory that it held, in MB
    memory: float
    #: seconds that the sandbox computed meanwhile
    served: float


#: goes over the box with the twenty policies, dry or for real
Sweep = Callable[[Running, bool], Swept]


def measure(*, quick: bool) -> Iterator[Row]:
    """Dry and for real, with GitLab answering at once and after 20 ms; and the memory with a fifth of the issues."""
    count = 1_000 if quick else 10_000
    found = dict(_sweepers())
    for delay in (0.0, 0.02):
        with servers.box("tracker", count, delay) as box:
            yield _bare(f"{_issues(count, delay)}: every page once (the limit)", box)
        for name, sweep in found.items():
            yield from _of(name, sweep, count, delay)
    for name, sweep in found.items():
        with servers.box("tracker", count // 5) as box:
            yield _row(f"{_issues(count // 5, 0)}: {name}, dry", sweep(box, True))
    if "gitlab-triage" not in found:
        note = "no such command on PATH or in GITLAB_TRIAGE; `gem install gitlab-triage` brings it"
        yield Row("gitlab-triage", "not measured", note=note)


def _sweepers() -> Iterator[tuple[str, Sweep]]:
    """Those that are there, by name."""
    command = os.environ.get("GITLAB_TRIAGE") or shutil.which("gitlab-triage")
    if command:
        yield "gitlab-triage", partial(_gitlab_triage, command)


def _gitlab_triage(command: str, box: Running, dry: bool) -> Swept:
    where = ["--host-url", box.url, "--token", _TOKEN, "--source", "projects", "--source-id", PROJECT]
    policies = ["--policies-file", str(_POLICIES / "gitlab-triage.yml")]
    return _run([command, *(["--dry-run"] if dry else []), *where, *policies], box)


def _of(name: str, sweep: Sweep, count: int, delay: float) -> Iterator[Row]:
    """Four times dry, of which the first is thrown away, then once for real, after which little is left to do."""
    with servers.box("tracker", count, delay) as box:
        dry = [sweep(box, True) for _ in range(4)][1:]
        yield _row(f"{_issues(count, delay)}: {name}, dry", *dry)
        yield _row(f"{_issues(count, delay)}: {name}, for real", sweep(box, False))


def _issues(count: int, delay: float) -> str:
    return f"20 policies over {count:,} issues, GitLab answers after {delay * 1000:.0f} ms"


def _run(command: Sequence[str], box: Running) -> Swept:
    """Run `command` to its end.

    Raises:
        RuntimeError: it failed.
    """
    calls, served, begun = servers.requests_at(box), computed(box.process), time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    memory = peak_until_end(process)
    seconds = time.perf_counter() - begun
    if process.returncode:
        message = f"{command[0]} failed"
        raise RuntimeError(message)
    calls, served = servers.requests_at(box) - calls, computed(box.process) - served
    return Swept(seconds, calls, memory, served)


def _bare(question: str, box: Running) -> Row:
    """Read all issues page by page over one connection, and do nothing with them."""
    begun, rows, calls = time.perf_counter(), 0, 0
    address = f"{box.url}/api/v4/projects/{quote(PROJECT, safe='')}/issues?scope=all&per_page=100&pagination=keyset"
    with requests.Session() as session:
        session.headers["PRIVATE-TOKEN"] = _TOKEN
        while address:
            answer = session.get(address, timeout=30)
            rows, calls = rows + len(answer.json()), calls + 1
            address = answer.links.get("next", {}).get("url", "")
    return Row(question, f"{time.perf_counter() - begun:.1f} s", note=f"{calls:,} calls, {rows:,} rows")


def _row(question: str, *rounds: Swept) -> Row:
    last = rounds[-1]
    figure = spread([swept.seconds for swept in rounds], "s") if len(rounds) > 1 else f"{last.seconds:.1f} s"
    note = f"{last.calls:,} calls, at most {last.memory:.0f} MB; the sandbox computes {last.served:.1f} s of it"
    return Row(question, figure, note=note)
