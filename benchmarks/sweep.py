"""How long do twenty policies take over ten thousand issues, beside gitlab-triage on the same GitLab?"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import quote

import requests

from automation.runtime.sweeps.strands import STRANDS
from benchmarks import servers
from benchmarks.deliveries import PROJECT
from benchmarks.figures import Row, spread
from benchmarks.processes import computed, peak_until_end
from benchmarks.servers import ROOT, Running

_POLICIES = ROOT / "benchmarks" / "policies"
_TOKEN = "sandbox-usher-bot"
_PEER = "gitlab-triage"
_CONFIG = """\
gitlab: {{url: "{url}", token: "{token}", notes_per_minute: 1000000}}
people:
  april.marks: {{name: April Marks}}
  steve.george: {{name: Steve George}}
  nicole.smith: {{name: Nicole Smith}}
  legal-counsel: {{}}
projects: {{tracker: {project}}}
"""


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


#: goes over the box with twenty policies, dry or for real
Sweep = Callable[[Running, Path, bool], Swept]


@dataclass(frozen=True, slots=True)
class _Load:
    """Twenty policies, and on what."""

    name: str
    policies: Path
    #: issues
    count: int
    #: seconds that GitLab takes besides for each answer
    delay: float
    #: dry rounds; with more than two, the first is thrown away
    rounds: int

    def __str__(self) -> str:
        return f"20 policies {self.name} {self.count:,} issues, GitLab answers after {self.delay * 1000:.0f} ms"


def measure(*, quick: bool) -> Iterator[Row]:
    """Dry and for real, with GitLab answering at once and after 20 ms; and the memory with a fifth of the issues.

    First with policies most of which GitLab filters for, then with such as it cannot filter for.
    """
    count, found = 1_000 if quick else 10_000, dict(_sweepers())
    filtered, beyond = _POLICIES / "gitlab-triage.yml", _POLICIES / "beyond-filters.yml"
    for delay in (0.0, 0.02):
        yield from _beside(found, _Load("over", filtered, count, delay, rounds=4))
    yield from _beside(found, _Load("beyond GitLab's filters over", beyond, count, 0.02, rounds=4))
    for name, sweep in found.items():
        load = _Load("over", filtered, count // 5, 0.0, rounds=1)
        with servers.box("tracker", load.count) as box:
            yield _row(f"{load}: {name}, dry", sweep(box, load.policies, True))
    if _PEER not in found:
        note = "no such command on PATH or in GITLAB_TRIAGE; `gem install gitlab-triage` brings it"
        yield Row(_PEER, "not measured", note=note)


def _beside(found: Mapping[str, Sweep], load: _Load) -> Iterator[Row]:
    """Each of `found`, after what only reading all pages takes, and how much faster Usher is."""
    with servers.box("tracker", load.count, load.delay) as box:
        yield _bare(f"{load}: every page once (the limit)", box, 1)
        yield _bare(f"{load}: every page once, {STRANDS} at a time", box, STRANDS)
    seconds: dict[str, dict[str, float]] = {}
    for name, sweep in found.items():
        for kind, rounds in _rounds(sweep, load).items():
            seconds.setdefault(kind, {})[name] = median(swept.seconds for swept in rounds)
            yield _row(f"{load}: {name}, {kind}", *rounds)
    for kind, took in seconds.items():
        if _PEER in took:
            ratio = took[_PEER] / took["Usher"]
            target, reached = ("≥ 20 times as fast", ratio >= 20) if load.delay else ("", None)
            yield Row(f"{load}: Usher beside {_PEER}, {kind}", f"{ratio:.1f} times as fast", target, reached)


def _sweepers() -> Iterator[tuple[str, Sweep]]:
    """Those that are there, by name."""
    yield "Usher", _usher
    command = os.environ.get("GITLAB_TRIAGE") or shutil.which("gitlab-triage")
    if command:
        yield _PEER, partial(_gitlab_triage, command)


def _usher(box: Running, policies: Path, dry: bool) -> Swept:
    """With the same rules, as ``usher import-triage`` carries them over; knows of no issue before."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "programs").mkdir()
        config = Path(folder) / "config.yml"
        config.write_text(_CONFIG.format(url=box.url, token=_TOKEN, project=PROJECT), encoding="utf-8")
        usher = [sys.executable, "-m", "automation.commands"]
        program = ["--project", "tracker", "--output", str(config.parent / "programs" / "triage.yml")]
        # Ends with 1, since some of the rules are pointed out to be careless.
        subprocess.run([*usher, "import-triage", str(policies), *program], cwd=ROOT, capture_output=True, check=False)
        where = ["--config", str(config), "--database", f"sqlite:///{folder}/usher.db"]
        return _run([*usher, "sweep", *([] if dry else ["--apply"]), *where], box)


def _gitlab_triage(command: str, box: Running, policies: Path, dry: bool) -> Swept:
    where = ["--host-url", box.url, "--token", _TOKEN, "--source", "projects", "--source-id", PROJECT]
    return _run([command, *(["--dry-run"] if dry else []), *where, "--policies-file", str(policies)], box)


def _rounds(sweep: Sweep, load: _Load) -> dict[str, list[Swept]]:
    """So many times dry, then once for real, after which little is left to do."""
    with servers.box("tracker", load.count, load.delay) as box:
        dry = [sweep(box, load.policies, True) for _ in range(load.rounds)]
        return {"dry": dry[load.rounds > 2 :], "for real": [sweep(box, load.policies, False)]}


def _run(command: Sequence[str], box: Running) -> Swept:
    """Run `command` to its end.

    Raises:
        RuntimeError: it failed.
    """
    calls, served, begun = servers.requests_at(box), computed(box.process), time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    memory = peak_until_end(process)
    seconds = time.perf_counter() - begun
    if process.returncode:
        message = f"{command[0]} failed"
        raise RuntimeError(message)
    calls, served = servers.requests_at(box) - calls, computed(box.process) - served
    return Swept(seconds, calls, memory, served)


def _bare(question: str, box: Running, at_once: int) -> Row:
    """Read all issues page by page over `at_once` connections, and do nothing with them."""
    address, begun = f"{box.url}/api/v4/projects/{quote(PROJECT, safe='')}/issues", time.perf_counter()
    with requests.Session() as session, ThreadPoolExecutor(at_once) as threads:
        session.headers["PRIVATE-TOKEN"] = _TOKEN

        def page(number: int) -> int:
            asked = {"scope": "all", "per_page": "100", "page": str(number)}
            return len(session.get(address, params=asked, timeout=30).json())

        pages = -(-int(session.head(address, params={"scope": "all"}, timeout=30).headers["X-Total"]) // 100)
        rows = sum(threads.map(page, range(1, pages + 1)))
    return Row(question, f"{time.perf_counter() - begun:.1f} s", note=f"{pages:,} calls, {rows:,} rows")


def _row(question: str, *rounds: Swept) -> Row:
    last = rounds[-1]
    figure = spread([swept.seconds for swept in rounds], "s") if len(rounds) > 1 else f"{last.seconds:.1f} s"
    note = f"{last.calls:,} calls, at most {last.memory:.0f} MB; the sandbox computes {last.served:.1f} s of it"
    return Row(question, figure, note=note)
