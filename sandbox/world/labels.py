"""Labels: making them, finding them, and what excludes what (GitLab docs, user/project/labels.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sandbox import refuse
from sandbox.model import Access, Label, Place, PlaceKey, Project
from sandbox.world import access, lookup
from sandbox.world.state import Act, World

DEFAULT_COLOR = "#6699cc"
COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}")
COLOR_NAMES = {
    "red": "#FF0000", "green": "#008000", "blue": "#0000FF", "yellow": "#FFFF00", "orange": "#FFA500",
    "purple": "#800080", "gray": "#808080", "grey": "#808080", "black": "#000000", "white": "#FFFFFF",
}  # fmt: skip


def add(world: World, place: PlaceKey, name: str, color: str = DEFAULT_COLOR, description: str | None = None) -> Label:
    """Add a label without asking who does it."""
    now = world.clock.now()
    label = Label(
        id=world.data.ids.take("label"),
        place=place,
        name=name,
        color=color,
        created_at=now,
        updated_at=now,
        description=description,
    )
    world.data.labels[label.id] = label
    world.data.label_names[place][name] = label.id
    return label


def create(act: Act, place: Place, name: str, color: str, description: str | None, priority: int | None) -> Label:
    """Create a label.

    Raises:
        ApiError: 403 below Planner, 400 for a bad colour, 409 if it exists here or around.
    """
    access.need(act, place, Access.PLANNER)
    if find(act.world, place, name) is not None:
        refuse.conflict("Label already exists")
    label = replace(add(act.world, place.key, name, checked_color(color), description), priority=priority)
    act.world.data.labels[label.id] = label
    return label


def checked_color(color: str) -> str:
    """Return the colour as `#rrggbb`.

    Raises:
        ApiError: 400 for anything that is no colour.
    """
    known = COLOR_NAMES.get(color.lower(), color)
    if not COLOR.fullmatch(known):
        refuse.bad_request({"color": ["must be a valid color code"]})
    return known


def update(act: Act, place: Place, label: Label, changes: dict[str, Any]) -> Label:
    """Change name, colour, description or priority; issues follow, as they hold the label itself.

    Raises:
        ApiError: 403 below Planner, 400 for a bad colour or a name that is taken.
    """
    access.need(act, place, Access.PLANNER)
    name = changes.get("name", label.name)
    names = act.world.data.label_names[label.place]
    if names.get(name, label.id) != label.id:
        refuse.bad_request({"title": ["has already been taken"]})
    if "color" in changes:
        changes = {**changes, "color": checked_color(changes["color"])}
    changed = replace(label, **changes, updated_at=act.now)
    act.world.data.labels[label.id] = changed
    del names[label.name]
    names[name] = label.id
    return changed


def delete(act: Act, place: Place, label: Label) -> None:
    """Remove a label from the place and, without an event, from every issue.

    Raises:
        ApiError: 403 below Planner.
    """
    access.need(act, place, Access.PLANNER)
    data = act.world.data
    for issue_id in data.labelled.pop(label.id, set()):
        issue = data.issues[issue_id]
        kept = tuple(other for other in issue.label_ids if other != label.id)
        data.issues[issue_id] = replace(issue, label_ids=kept)
    del data.label_names[label.place][label.name]
    del data.labels[label.id]


def find(world: World, place: Place, name: str) -> Label | None:
    """Return the label of exactly that name here or in the groups around, or None."""
    for key in access.lineage_keys(world, place):
        label_id = world.data.label_names[key].get(name)
        if label_id is not None:
            return world.data.labels[label_id]
    return None


def by_reference(act: Act, place: Place, reference: str) -> Label:
    """Return a label by id or name.

    Raises:
        ApiError: 404.
    """
    label = act.world.data.labels.get(lookup.as_id(reference) or 0)
    if label is None or label.place not in access.lineage_keys(act.world, place):
        label = find(act.world, place, reference)
    if label is None:
        refuse.not_found("Label")
    return label


def available(world: World, place: Place, *, ancestors: bool = True) -> list[Label]:
    """Return the labels of a place, and of the groups around it, by name."""
    keys = access.lineage_keys(world, place) if ancestors else [place.key]
    ids = [label_id for key in keys for label_id in world.data.label_names[key].values()]
    return sorted((world.data.labels[label_id] for label_id in ids), key=lambda label: label.name.lower())


def ids_for_names(act: Act, project: Project, names: Iterable[str], *, create_missing: bool) -> tuple[int, ...]:
    """Return the ids of named labels; unknown ones are created, or left out where the user may not or must not create.

    GitLab docs, api/issues.md: a label that does not exist is created; source shape: dropped without the right.
    """
    may_create = create_missing and access.level(act.world, act.user, project) >= Access.PLANNER
    found = []
    for name in dict.fromkeys(stripped for name in names if (stripped := name.strip())):
        label = find(act.world, project, name)
        if label is None and may_create:
            label = add(act.world, project.key, name)
        if label is not None:
            found.append(label.id)
    return tuple(found)


def combine(
    world: World, present: Sequence[int], *, wanted: Sequence[int] | None, added: Sequence[int], removed: Iterable[int]
) -> tuple[int, ...]:
    """Return the labels after a change: `wanted` replaces all, then some are added and some removed.

    With a licence one scope holds one label: a new one drives out the old, and of two new ones the last wins.
    """
    base = list(present if wanted is None else wanted)
    result = [label_id for label_id in dict.fromkeys([*base, *added]) if label_id not in set(removed)]
    if world.premium:
        newcomers = set(result) - set(present)
        result = _exclusive(world, sorted(result, key=lambda label_id: label_id in newcomers))
    return tuple(sorted(result, key=lambda label_id: world.data.labels[label_id].name.lower()))


def _exclusive(world: World, label_ids: Iterable[int]) -> list[int]:
    last: dict[str, int] = {}
    free = []
    for label_id in label_ids:
        scope = world.data.labels[label_id].scope
        if scope is None:
            free.append(label_id)
        else:
            last[scope] = label_id
    return [*free, *last.values()]
