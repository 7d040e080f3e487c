"""Labels and milestones of projects and groups (GitLab docs, api/labels.md, api/group_labels.md, api/milestones.md)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import Label, Place
from sandbox.rest import show
from sandbox.rest.context import CREATED, NO_CONTENT, acting, place, the_world
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.world import labels, milestones

routes = Blueprint("labels", __name__)
AT = "/<any(projects, groups):kind>/<reference>"


@routes.get(f"{AT}/labels")
def listed(kind: str, reference: str) -> ResponseReturnValue:
    """List the labels of a place and of the groups around it."""
    params, where = Params.of_request(), place(kind, reference)
    ancestors = params.flag("include_ancestor_groups", default=True)
    word = params.text("search").lower()
    found = [one for one in labels.available(the_world(), where, ancestors=ancestors) if word in one.name.lower()]
    counts = params.flag("with_counts")
    return page(found, lambda label: show.own_label(the_world(), label, counts=counts))


@routes.post(f"{AT}/labels")
def create(kind: str, reference: str) -> ResponseReturnValue:
    """Create a label."""
    params, where = Params.of_request(), place(kind, reference)
    params.need("name", "color")
    name, color, about = params.text("name"), params.text("color"), params.text_or_none("description")
    label = labels.create(acting(), where, name, color, about, params.number_or_none("priority"))
    return show.own_label(the_world(), label), CREATED


@routes.get(f"{AT}/labels/<label>")
def one(kind: str, reference: str, label: str) -> ResponseReturnValue:
    """Return a label by id or name."""
    where = place(kind, reference)
    return show.own_label(the_world(), labels.by_reference(acting(), where, label))


@routes.put(f"{AT}/labels/<label>")
def update(kind: str, reference: str, label: str) -> ResponseReturnValue:
    """Change a label."""
    params, where = Params.of_request(), place(kind, reference)
    params.need_any(("new_name", "color", "description", "priority"))
    changes: dict[str, Any] = {"name": params.text("new_name")} if "new_name" in params else {}
    changes |= {name: params.text_or_none(name) for name in ("color", "description") if name in params}
    changes |= {"priority": params.number_or_none("priority")} if "priority" in params else {}
    changed = labels.update(acting(), where, _own(where, label), changes)
    return show.own_label(the_world(), changed)


@routes.delete(f"{AT}/labels/<label>")
def delete(kind: str, reference: str, label: str) -> ResponseReturnValue:
    """Remove a label."""
    where = place(kind, reference)
    labels.delete(acting(), where, _own(where, label))
    return NO_CONTENT


@routes.get(f"{AT}/milestones")
def all_milestones(kind: str, reference: str) -> ResponseReturnValue:
    """List milestones."""
    params, where = Params.of_request(), place(kind, reference)
    ancestors = params.flag("include_ancestors") or params.flag("include_parent_milestones")
    state, title, iids = params.text("state"), params.text_or_none("title"), params.numbers("iids")
    found = [
        one
        for one in milestones.of(the_world(), where, ancestors=ancestors)
        if state in {"", one.state} and title in {None, one.title} and (not iids or one.iid in iids)
    ]
    return page(found, lambda one: show.milestone(the_world(), one))


@routes.post(f"{AT}/milestones")
def create_milestone(kind: str, reference: str) -> ResponseReturnValue:
    """Create a milestone."""
    params, where = Params.of_request(), place(kind, reference)
    params.need("title")
    return show.milestone(the_world(), milestones.create(acting(), where, _milestone_fields(params))) or {}, CREATED


@routes.get(f"{AT}/milestones/<int:milestone_id>")
def one_milestone(kind: str, reference: str, milestone_id: int) -> ResponseReturnValue:
    """Return a milestone by its global id."""
    found = milestones.get(acting(), place(kind, reference), milestone_id)
    return show.milestone(the_world(), found) or {}


@routes.put(f"{AT}/milestones/<int:milestone_id>")
def update_milestone(kind: str, reference: str, milestone_id: int) -> ResponseReturnValue:
    """Change, close or reopen a milestone."""
    params, where = Params.of_request(), place(kind, reference)
    found = milestones.get(acting(), where, milestone_id)
    changed = milestones.update(acting(), where, found, _milestone_fields(params), params.text_or_none("state_event"))
    return show.milestone(the_world(), changed) or {}


@routes.delete(f"{AT}/milestones/<int:milestone_id>")
def delete_milestone(kind: str, reference: str, milestone_id: int) -> ResponseReturnValue:
    """Remove a milestone."""
    where = place(kind, reference)
    milestones.delete(acting(), where, milestones.get(acting(), where, milestone_id))
    return NO_CONTENT


def _own(where: Place, reference: str) -> Label:
    label = labels.by_reference(acting(), where, reference)
    if label.place != where.key:
        refuse.not_found("Label")
    return label


def _milestone_fields(params: Params) -> dict[str, Any]:
    fields: dict[str, Any] = {name: params.text(name) for name in ("title", "description") if name in params}
    return fields | {name: params.day(name) for name in ("due_date", "start_date") if name in params}
