"""Quick actions that touch other things than the issue's own fields, or only its text."""

from __future__ import annotations

from sandbox.model import Access, Issue, Project
from sandbox.world import access, awards, links, moving, references
from sandbox.world.quick.registry import Turn, anybody, command, editors, planners
from sandbox.world.state import Act


@command("todo", "done", "subscribe", "unsubscribe", allowed=anybody)
def personal(turn: Turn, _argument: str) -> bool:
    """Do nothing that others see: to-do items and subscriptions are the user's own."""
    turn.said("Changed your own notifications.")
    return True


@command("react", "award", allowed=anybody)
def react(turn: Turn, argument: str) -> bool:
    """Give an emoji, or take it back."""
    name = argument.strip().strip(":")
    if not name:
        return False
    turn.effect(lambda act, issue: awards.toggle(act, issue, name))
    turn.said(f"Toggled :{name}: emoji reaction.", emoji_award=name)
    return True


@command("relate", allowed=editors)
def relate(turn: Turn, argument: str) -> bool:
    """Link issues that the argument names; one that is linked already stays as it is."""
    targets = list(references.found(turn.act, turn.issue, argument))
    if not targets:
        return False
    turn.effect(lambda act, issue: _link_all(act, issue, targets))
    turn.said(f"Added {argument} as a linked item related to this issue.")
    return True


@command("move", allowed=planners)
def move(turn: Turn, argument: str) -> bool:
    """Move the issue to the project that the argument names."""
    target = _project(turn, argument)
    if turn.new or target is None or target.id == turn.issue.project_id:
        return False
    turn.effect(lambda act, issue: _move(act, issue, target))
    turn.said(f"Moved this issue to {target.full_path}.", target_project_id=target.id)
    return True


def _project(turn: Turn, path: str) -> Project | None:
    data = turn.act.world.data
    project = data.projects.get(data.project_paths.get(path.strip().lower(), 0))
    if project is None or access.level(turn.act.world, turn.act.user, project) < Access.PLANNER:
        return None
    return project


def _link_all(act: Act, issue: Issue, targets: list[Issue]) -> None:
    linked = {end.id for _, end in links.of(act, issue)} | {issue.id}
    for target in targets:
        if target.id not in linked:
            links.create(act, issue, target)


def _move(act: Act, issue: Issue, target: Project) -> None:
    moving.move(act, issue, target)
