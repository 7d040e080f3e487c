"""The issues that Usher opened in a step, and which of the expected ones each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from automation.model.refs import IssueRef
from automation.scenarios.expected import Created
from automation.scenarios.picture import Picture
from automation.scenarios.stage import Stage


def matched(
    expected: Sequence[Created], stage: Stage, left: Picture, after: Picture
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was to be opened, and what was, in the same order; those that are found get their names."""
    new = [issue_id for issue_id in after.issues if issue_id not in left.issues]
    pairs: list[tuple[Created, int | None]] = []
    for one in expected:
        likeness, best = max(
            ((_likeness(one, stage, after, issue_id), issue_id) for issue_id in new), default=(0, None)
        )
        if likeness and best is not None:
            new.remove(best)
            stage.refs.add(one.ref, best)
        pairs.append((one, best if likeness else None))
    wanted = [_wanted(one, expected) for one, _ in pairs]
    found = [_found(stage, after, issue_id, one) for one, issue_id in pairs if issue_id is not None]
    return wanted, found + [_found(stage, after, issue_id, None) for issue_id in new]


def _likeness(one: Created, stage: Stage, after: Picture, issue_id: int) -> int:
    """How well the issue fits `one`; 0 where it cannot be meant."""
    seen = after.issues[issue_id]
    if seen.project != stage.config.projects[one.project].path:
        return 0
    return 1 + 2 * (one.template == _template(stage, issue_id)) + 4 * (one.title == seen.title)


def _wanted(one: Created, others: Sequence[Created]) -> dict[str, Any]:
    facts: dict[str, Any] = {"labels": [], "assignees": [], "due_date": None, "state": "opened", "confidential": False}
    named = {"ref": one.ref, "project": one.project, "template": one.template, "title": one.title}
    known = {name: value for name, value in named.items() if value is not None}
    # A link has two ends; the file names it at one of them.
    links = {*one.links, *(other.ref for other in others if one.ref in other.links)}
    return {**known, **facts, **one.written(), "links": sorted(links)}


def _found(stage: Stage, after: Picture, issue_id: int, one: Created | None) -> dict[str, Any]:
    """The issue in the words of the file; what `one` does not say is left out."""
    seen = after.issues[issue_id]
    template = _template(stage, issue_id)
    named: dict[str, Any] = {"ref": stage.refs.name_of(issue_id), "project": stage.rules.projects[seen.project]}
    if one is None or one.template is not None:
        # Of an issue without a workflow nobody can tell from which template it was made.
        named["template"] = template or (one.template if one else None)
    if one is None or one.title is not None:
        named["title"] = seen.title
    links = sorted(stage.refs.name_of(other) for other in seen.links)
    return {**named, **seen.facts, "links": links}


def _template(stage: Stage, issue_id: int) -> str | None:
    """The template of the issue's workflow."""
    memory = stage.service.store.memory(IssueRef.parse(stage.refs.path_of(issue_id)))
    workflow = stage.rules.workflows.get(memory.workflow or "")
    return workflow.spec.template if workflow else None
