"""What of an issue may be shown to whoever opens the dashboard: docs/decisions/003-dashboard-confidential.md."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from automation.decide.compiled import Compiled
from automation.model.events import Event, EventKind
from automation.model.refs import IssueRef, is_schedule
from automation.model.snapshot import Memory
from automation.model.work import Run
from automation.runtime.store import Card
from webhooks.dashboard.ports import Reading

#: events whose data come from a form or from another issue, confidential or not
_FROM_ELSEWHERE: Final = frozenset({EventKind.INTAKE, EventKind.MESSAGE})
_STATUS: Final = re.compile(r"was answered with (\d{3})\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Veil:
    """What is hidden of a run."""

    #: the issue is confidential, or may be: its title, and labels that the configuration does not name
    issue: bool
    #: whatever may quote somebody: details of reasons, look-ups, errors
    words: bool


def is_veiled(card: Card | None, rules: Compiled) -> bool:
    """Whether the issue of `card` is confidential, is to be, or is not known well enough to say."""
    return card is None or card.confidential or _always(card.workflow, rules)


def is_veiled_key(work_key: str, store: Reading, rules: Compiled) -> bool:
    """The same for the issue of `work_key`; an intake is of no issue yet. Raises `StoreUnavailable`."""
    try:
        known = store.issue(IssueRef.parse(work_key))
    except ValueError:
        return True
    return is_veiled(known.card if known else None, rules)


def veil_of(run: Run, store: Reading, rules: Compiled) -> Veil:
    """What is hidden of `run`: by the issue as it was before and after it, and as it is now.

    Raises `StoreUnavailable`.
    """
    issue = _was_confidential(run, rules) or is_veiled_key(run.work_key, store, rules)
    memory = run.decision.memory or run.memory_before
    if is_schedule(run.work_key):
        # What a schedule says is what the configuration says; only what it opens may be confidential.
        return Veil(issue=issue, words=False)
    words = issue or any(map(_brings_words, run.events)) or springs_from_veiled(memory, store, rules)
    return Veil(issue=issue, words=words)


def springs_from_veiled(memory: Memory, store: Reading, rules: Compiled) -> bool:
    """Whether the issue was opened for a confidential one, and may quote it. Raises `StoreUnavailable`."""
    return memory.origin is not None and is_veiled_key(memory.origin, store, rules)


def named_labels(labels: Iterable[str], workflow: str | None, rules: Compiled) -> tuple[str, ...]:
    """Those of `labels`, sorted, that the configuration names itself: stages, fixed labels, Usher's own signs."""
    known = set(rules.config.labels.model_dump().values())
    compiled = rules.workflows.get(workflow or "")
    if compiled is not None:
        known |= compiled.stage_labels() | set(compiled.spec.labels)
    return tuple(sorted(known.intersection(labels)))


def brief(error: str) -> str:
    """What may be said anywhere of an error: GitLab's status where it has one, and nothing of its words."""
    status = _STATUS.search(error)
    return f"GitLab answered {status[1]}" if status else "failed" if error else ""


def _was_confidential(run: Run, rules: Compiled) -> bool:
    memories = (run.memory_before, run.decision.memory or run.memory_before)
    seen = (run.before, *(memory.seen for memory in memories))
    return (
        run.before is None
        or any(snapshot.confidential for snapshot in seen if snapshot)
        or any(_always(memory.workflow, rules) for memory in memories)
    )


def _always(workflow: str | None, rules: Compiled) -> bool:
    compiled = rules.workflows.get(workflow or "")
    return compiled is not None and compiled.spec.confidential == "always"


def _brings_words(event: Event) -> bool:
    """Whether an explanation of `event` may quote what the issue itself does not show to its readers."""
    return event.kind in _FROM_ELSEWHERE or (event.note is not None and event.note.internal)
