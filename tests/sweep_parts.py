"""A service with a GitLab in memory and issues to sweep, taken on step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from automation.model.plan import UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot
from automation.runtime.service import Service
from automation.runtime.settings import Settings
from automation.runtime.store import Sweep, SweepRequest, SweepState
from tests.engine_parts import NOW, Clock
from tests.fakes_gitlab import FakeGitLab
from tests.small import CONFIG, PATH, compiled

UNDER_WAY = (SweepState.SCANNING, SweepState.WRITING)
#: no brake
FREE = f"brakes: {{sweep_share: 100%}}\n{CONFIG}"


def policies(*written: str) -> str:
    """A program with these policies, each a YAML mapping without its braces; all are for the project `stories`."""
    lines = [f"  - {{project: stories, {text}}}" for text in written]
    return "program: Sweeps\npolicies:\n" + "\n".join(lines) + "\n"


MARK = policies("name: Mark bugs, select: {labels: bug, without_labels: Seen}, do: [{label: Seen}]")


def issues(count: int, *, path: str = PATH, bugs: Iterable[int] | None = None, **parts: Any) -> list[Snapshot]:
    """Open issues, an hour apart; those with the numbers `bugs`, by default all, have the label ``bug``."""
    marked = set(range(1, count + 1) if bugs is None else bugs)
    return [
        Snapshot(
            **{
                "ref": IssueRef(path, number),
                "id": 700 + number,
                "title": f"Issue {number}",
                "author": "april.marks",
                "labels": frozenset({"bug"} if number in marked else ()),
                "created_at": NOW - timedelta(days=30) + timedelta(hours=number),
                **parts,
            }
        )
        for number in range(1, count + 1)
    ]


@dataclass
class Scene:
    """The service, and what it works on."""

    service: Service
    gitlab: FakeGitLab
    clock: Clock

    def begin(self, *names: str, sweep_id: str = "S1", **parts: Any) -> str:
        """Begin a sweep by the policies with these names; gives its identifier."""
        request = SweepRequest(id=sweep_id, policies=names, started_at=self.clock(), **parts)
        self.service.store.start_sweep(request)
        return sweep_id

    def sweep(self, sweep_id: str = "S1") -> Sweep:
        """How the sweep stands."""
        found = self.service.store.sweep(sweep_id)
        assert found is not None
        return found

    def scan(self, sweep_id: str = "S1") -> Sweep:
        """Look at everything; nothing is handed in yet."""
        while self.sweep(sweep_id).state is SweepState.SCANNING:
            assert self.service.sweeper.step(), self.sweep(sweep_id)
        return self.sweep(sweep_id)

    def finish(self, sweep_id: str = "S1") -> Sweep:
        """Go on, a second at a time, until the sweep is over or held and everything is written."""
        while self.sweep(sweep_id).state in UNDER_WAY:
            self.service.sweep_off()
            self.clock.advance(1)
        self.service.work_off()
        return self.sweep(sweep_id)

    def written(self) -> list[str]:
        """What was written in GitLab, in order: the number of the issue with labels added, and the state."""
        return [_words(effect) for _, effect in self.gitlab.written]


def _words(effect: Any) -> str:
    if not isinstance(effect, UpdateIssue):
        return type(effect).__name__
    return " ".join([str(effect.ref.iid), *sorted(effect.add_labels), *filter(None, [effect.state_event])])


@contextmanager
def scene(
    folder: Path, program: str, gitlab: FakeGitLab, *, config: str = FREE, clock: Clock | None = None
) -> Iterator[Scene]:
    """A service that was not started, on the database in `folder`."""
    clock, rules = clock or Clock(), compiled(program, config)
    settings = Settings(
        config=folder / "config.yml",
        load=lambda _path: rules,
        database=f"sqlite:///{folder / 'usher.db'}",
        workers=0,
        clock=clock,
        connect=lambda *_: gitlab,
    )
    service = Service(settings)
    try:
        yield Scene(service, gitlab, clock)
    finally:
        service.stop()


def box(found: Iterable[Snapshot], **parts: Any) -> FakeGitLab:
    """A GitLab with these issues."""
    return FakeGitLab({issue.ref: issue for issue in found}, **parts)


def labelled(issue: Snapshot, *labels: str) -> Snapshot:
    """`issue` with further labels."""
    return replace(issue, labels=issue.labels | set(labels))
