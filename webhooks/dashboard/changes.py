"""An issue before and after a run, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from automation.decide.compiled import Compiled
from automation.model.snapshot import Memory, Snapshot
from automation.model.work import Run
from webhooks.dashboard.veil import Veil, named_labels


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One trait of the issue on both sides; the empty string for nothing."""

    name: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the run changed it."""
        return self.before != self.after


def changes(run: Run, veil: Veil, rules: Compiled) -> tuple[Side, ...]:
    """What the issue was when `run` read it, and what the run meant it to be; traits that are empty twice are left out.

    Empty where there was no issue yet, or where it was not there any more.
    """
    memory = run.decision.memory
    if run.before is None or memory is None:
        return ()
    before = dict(_traits(run.before, run.memory_before, veil, rules))
    after = dict(_traits(memory.seen or run.before, memory, veil, rules))
    sides = (Side(name=name, before=value, after=after[name]) for name, value in before.items())
    return tuple(side for side in sides if side.before or side.after)


def _traits(issue: Snapshot, memory: Memory, veil: Veil, rules: Compiled) -> Iterator[tuple[str, str]]:
    if not veil.issue:
        yield "title", issue.title
    yield "stage", memory.stage or ""
    yield "state", issue.state
    yield "labels", ", ".join(_labels(issue, memory, veil, rules))
    yield "assignees", ", ".join(issue.assignees)
    yield "due", issue.due_date.isoformat() if issue.due_date else ""
    if not veil.issue:
        yield "milestone", issue.milestone or ""
    yield "confidential", "yes" if issue.confidential else "no"
    yield "phase", memory.phase.value


def _labels(issue: Snapshot, memory: Memory, veil: Veil, rules: Compiled) -> Iterator[str]:
    if not veil.issue:
        yield from sorted(issue.labels)
        return
    named = named_labels(issue.labels, memory.workflow, rules)
    yield from named
    if hidden := len(issue.labels) - len(named):
        yield f"{hidden} hidden"
