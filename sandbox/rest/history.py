"""Links and resource events of issues (GitLab docs, api/issue_links.md, api/resource_label_events.md and siblings)."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from sandbox import refuse
from sandbox.model import HistoryEvent
from sandbox.rest import show_issue
from sandbox.rest.context import CREATED, acting, issue
from sandbox.rest.paging import page
from sandbox.rest.params import Params
from sandbox.world import links, lookup

routes = Blueprint("history", __name__)
AT = "/projects/<reference>/issues/<int:iid>"
EVENTS = f"{AT}/resource_<any(label, state, milestone):kind>_events"


@routes.get(EVENTS)
def events(reference: str, iid: int, kind: str) -> ResponseReturnValue:
    """List who changed labels, state or milestone, oldest first."""
    return page(_events(reference, iid, kind), lambda event: show_issue.history_event(acting(), event))


@routes.get(f"{EVENTS}/<int:event_id>")
def event(reference: str, iid: int, kind: str, event_id: int) -> ResponseReturnValue:
    """Return one event."""
    found = next((event for event in _events(reference, iid, kind) if event.id == event_id), None)
    if found is None:
        refuse.not_found()
    return show_issue.history_event(acting(), found)


@routes.get(f"{AT}/links")
def linked(reference: str, iid: int) -> ResponseReturnValue:
    """List the issues that are linked; not in pages, as GitLab's list is not."""
    found = issue(reference, iid)
    return [show_issue.linked(acting(), found, link, end) for link, end in links.of(acting(), found)]


@routes.post(f"{AT}/links")
def link(reference: str, iid: int) -> ResponseReturnValue:
    """Link an issue with another."""
    params, act, source = Params.of_request(), acting(), issue(reference, iid)
    params.need("target_project_id", "target_issue_iid")
    target = lookup.issue(act, params.text("target_project_id"), params.number("target_issue_iid"))
    made = links.create(act, source, target, params.text("link_type", "relates_to"))
    return {
        "source_issue": show_issue.issue(act, act.world.data.issues[source.id]),
        "target_issue": show_issue.issue(act, act.world.data.issues[target.id]),
        "link_type": links.kind_from(source, made),
        "id": made.id,
    }, CREATED


@routes.delete(f"{AT}/links/<int:link_id>")
def unlink(reference: str, iid: int, link_id: int) -> ResponseReturnValue:
    """Remove a link."""
    act, found = acting(), issue(reference, iid)
    gone = links.delete(act, found, link_id)
    return {
        "source_issue": show_issue.issue(act, act.world.data.issues[gone.source_id]),
        "target_issue": show_issue.issue(act, act.world.data.issues[gone.target_id]),
        "link_type": links.kind_from(found, gone),
    }


def _events(reference: str, iid: int, kind: str) -> list[HistoryEvent]:
    history = acting().world.data.history[issue(reference, iid).id]
    return [event for event in history if event.kind == kind]
