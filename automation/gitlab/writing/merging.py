"""What is written whole, brought up to date just before: GitLab has no lock for it (gitlab.md §3.1). Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from automation.decide.checklist import ticked
from automation.gitlab.comparing import folded
from automation.model.plan import UpdateIssue
from automation.model.snapshot import Snapshot

_EDITED = ("The description was not changed: somebody has edited it since.",)


def is_whole(effect: UpdateIssue) -> bool:
    """Whether `effect` names a value in place of another one that people may have changed a part of."""
    return effect.assignees is not None or effect.description is not None


def rebased(effect: UpdateIssue, before: Snapshot, now: Snapshot) -> tuple[UpdateIssue, tuple[str, ...]]:
    """`effect`, which was meant for the issue `before`, for the issue as it is `now`; and what of it is left undone.

    People whom the effect adds and removes are added and removed, everybody else stays as people have it. A
    description that was edited meanwhile is kept, but for tasks that the effect ticks and that are still there.
    """
    text = _text(effect.description, before.description, now.description)
    changed = replace(effect, assignees=_people(effect.assignees, before.assignees, now.assignees), description=text)
    return changed, _EDITED if effect.description is not None and text is None else ()


def _people(wanted: tuple[str, ...] | None, before: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...] | None:
    if wanted is None:
        return None
    were, are, asked = folded(before), folded(now), folded(wanted)
    mine = [name for name in wanted if name.casefold() in are or name.casefold() not in were]
    theirs = [name for name in now if name.casefold() not in asked | were]
    return (*mine, *theirs)


def _text(wanted: str | None, before: str, now: str) -> str | None:
    """The text to write; None where there is none, or where it would take back what somebody wrote."""
    if wanted is None or now in {before, wanted}:
        return wanted
    return _ticked(wanted.splitlines(), before.splitlines(), now)


def _ticked(wanted: list[str], before: list[str], now: str) -> str | None:
    """`now` with the tasks ticked that differ between `before` and `wanted`; None where more than that differs."""
    if len(wanted) != len(before):
        return None
    lines, present = now.splitlines(keepends=True), Counter(now.splitlines())
    for old, new in zip(before, wanted, strict=True):
        if old == new or (not present[old] and present[new]):
            continue
        if ticked(old) != new or present[old] != 1:
            return None
        lines = [new + line[len(old) :] if line.splitlines() == [old] else line for line in lines]
    return "".join(lines)
