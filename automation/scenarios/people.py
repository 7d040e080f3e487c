"""What people do in the GitLab in play, to the letter: rights are not asked, and no scope drives a label out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from automation.scenarios.model import Initial
from automation.scenarios.moves import IssueOpen, IssueUpdate
from automation.scenarios.texts import field_lines, with_fields, with_tasks
from sandbox.model import Issue, Project
from sandbox.world import events, labels, records
from sandbox.world.state import Act, World


def plant(world: World, one: Initial, path: str, bot: str) -> Issue:
    """Open the issue `one` in the project at `path`, before the first step; the labels are Usher's."""
    marker = f"<!-- program: {one.program} -->\n" if one.program and "<!-- program:" not in one.body else ""
    act = Act(world, world.act(bot).user, one.created_at)
    issue = _insert(
        act,
        path,
        one.author,
        title=one.title,
        description=marker + one.body + field_lines(one.fields),
        labels=one.labels,
        assignees=one.assignees,
        due_date=one.due_date,
        confidential=one.confidential,
    )
    return records.change_state(act, issue, "close") if one.state == "closed" else issue


def opens(act: Act, step: IssueOpen, path: str) -> Issue:
    """Open the issue of `step` in the project at `path`."""
    issue = _insert(
        act,
        path,
        act.user.username,
        title=step.title or step.issue,
        description=step.body,
        labels=step.labels,
        assignees=step.assignees,
        due_date=step.due_date,
        confidential=step.confidential,
    )
    events.issue_opened(act, issue)
    return issue


def changes(act: Act, step: IssueUpdate, issue: Issue) -> None:
    """Change the issue as `step` says, all at once.

    Raises:
        NotThere: the description has no such boxes.
    """
    records.rewrite(act, issue, replace(issue, **_changed(act.world, step, issue)), act.now)


def _changed(world: World, step: IssueUpdate, issue: Issue) -> dict[str, Any]:
    """The columns that differ afterwards."""
    project = world.data.projects[issue.project_id]
    gone = label_ids(world, project, step.remove)
    kept = (label_id for label_id in issue.label_ids if label_id not in gone)
    description = with_fields(issue.description or "" if step.body is None else step.body, step.edit_fields)
    for tasks in step.check_tasks:
        description = with_tasks(description, tasks.section, tasks.done)
    found: dict[str, Any] = {
        "label_ids": _sorted(world, (*kept, *label_ids(world, project, step.add))),
        "description": description,
    }
    wanted: Mapping[str, Any] = {
        "title": step.title,
        "assignee_ids": None if step.assignees is None else user_ids(world, step.assignees),
        "confidential": step.confidential,
    }
    found |= {name: value for name, value in wanted.items() if value is not None}
    return found | ({"due_date": step.due_date} if "due_date" in step.model_fields_set else {})


def label_ids(world: World, project: Project, names: Iterable[str]) -> tuple[int, ...]:
    """The ids of labels by name; those that do not exist are made."""
    found = (labels.find(world, project, name) or labels.add(world, project.key, name) for name in names)
    return _sorted(world, (label.id for label in found))


def user_ids(world: World, usernames: Iterable[str]) -> tuple[int, ...]:
    """The ids of people by username."""
    return tuple(world.act(name).user.id for name in usernames)


def _insert(
    act: Act,
    path: str,
    author: str,
    *,
    labels: Iterable[str],
    assignees: Iterable[str],
    due_date: date | None,
    **rest: Any,
) -> Issue:
    world = act.world
    project = world.data.projects[world.data.project_paths[path.lower()]]
    draft = Issue(
        id=0,
        iid=world.data.last_iids[project.id] + 1,
        project_id=project.id,
        author_id=world.act(author).user.id,
        created_at=act.now,
        updated_at=act.now,
        label_ids=label_ids(world, project, labels),
        assignee_ids=user_ids(world, assignees),
        due_date=due_date,
        **rest,
    )
    return records.insert(act, draft)


def _sorted(world: World, ids: Iterable[int]) -> tuple[int, ...]:
    """Each once, in the order in which GitLab shows labels."""
    return tuple(sorted(set(ids), key=lambda label_id: world.data.labels[label_id].name.lower()))
