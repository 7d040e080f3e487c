"""Milestones of projects and groups (GitLab docs, api/milestones.md)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sandbox import refuse
from sandbox.model import Access, Milestone, Place
from sandbox.world import access, events
from sandbox.world.state import Act, World

STATES = {"close": "closed", "activate": "active"}


def of(world: World, place: Place, *, ancestors: bool = False) -> list[Milestone]:
    """Return the milestones of a place, and of the groups around it if wanted, by due date."""
    keys = access.lineage_keys(world, place) if ancestors else [place.key]
    found = [milestone for milestone in world.data.milestones.values() if milestone.place in keys]
    return sorted(found, key=lambda milestone: (milestone.due_date or date.max, milestone.id))


def usable(world: World, place: Place, milestone_id: int) -> bool:
    """Whether issues of the place can carry that milestone."""
    milestone = world.data.milestones.get(milestone_id)
    return milestone is not None and milestone.place in access.lineage_keys(world, place)


def get(act: Act, place: Place, milestone_id: int) -> Milestone:
    """Return a milestone of exactly this place by its global id.

    Raises:
        ApiError: 404.
    """
    milestone = act.world.data.milestones.get(milestone_id)
    if milestone is None or milestone.place != place.key:
        refuse.not_found("Milestone")
    return milestone


def create(act: Act, place: Place, fields: dict[str, Any]) -> Milestone:
    """Create a milestone from title, description, due_date and start_date.

    Raises:
        ApiError: 403 below Planner.
    """
    access.need(act, place, Access.PLANNER)
    data = act.world.data
    milestone = Milestone(
        id=data.ids.take("milestone"),
        iid=len(of(act.world, place)) + 1,
        place=place.key,
        created_at=act.now,
        updated_at=act.now,
        **fields,
    )
    data.milestones[milestone.id] = milestone
    events.milestone_event(act, place, milestone, "create")
    return milestone


def update(act: Act, place: Place, milestone: Milestone, fields: dict[str, Any], state_event: str | None) -> Milestone:
    """Change a milestone; `state_event` close or activate also tells the hooks.

    Raises:
        ApiError: 403 below Planner.
    """
    access.need(act, place, Access.PLANNER)
    state = STATES.get(state_event or "", milestone.state)
    changed = replace(milestone, **fields, state=state, updated_at=act.now)
    act.world.data.milestones[milestone.id] = changed
    if state != milestone.state:
        events.milestone_event(act, place, changed, "close" if state == "closed" else "reopen")
    return changed


def delete(act: Act, place: Place, milestone: Milestone) -> None:
    """Remove a milestone, also from its issues, without an event.

    Raises:
        ApiError: 403 below Planner.
    """
    access.need(act, place, Access.PLANNER)
    data = act.world.data
    for issue in [issue for issue in data.issues.values() if issue.milestone_id == milestone.id]:
        data.issues[issue.id] = replace(issue, milestone_id=None)
    del data.milestones[milestone.id]
