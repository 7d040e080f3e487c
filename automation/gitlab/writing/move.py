"""Issues that go to another project (api/issues.md, move an issue)."""

from __future__ import annotations

from typing import Any

from automation.gitlab.connection import project_path
from automation.gitlab.errors import gone_if_missing
from automation.gitlab.port import Applied
from automation.gitlab.reading import ref_of
from automation.gitlab.writing.site import Site, issue_path
from automation.model.plan import MoveIssue

#: newest issues of the target project among which a moved one is looked for
_LOOKED_THROUGH = 500


def move_issue(site: Site, effect: MoveIssue, resuming: bool) -> Applied:
    """Moves the issue, unless resuming finds it moved; the result names the new one."""
    found = _find(site, effect) if resuming else None
    return _named(found or _move(site, effect), effect.to_project, found=found is not None)


def _move(site: Site, effect: MoveIssue) -> dict[str, Any]:
    target = site.places.project_id(effect.to_project)
    with gone_if_missing(effect.ref):
        return site.api.post(issue_path(effect.ref, "move"), {"to_project_id": target})


def _find(site: Site, effect: MoveIssue) -> dict[str, Any] | None:
    """The issue that this one became; the old one names it by an id under which only administrators can read it."""
    with gone_if_missing(effect.ref):
        new_id = site.api.get(issue_path(effect.ref)).get("moved_to_id")
    if new_id is None:
        return None
    path = project_path(effect.to_project, "issues")
    newest = site.api.each(path, limit=_LOOKED_THROUGH, order_by="created_at", sort="desc")
    return next((data for data in newest if data["id"] == new_id), None)


def _named(data: dict[str, Any], project: str, *, found: bool) -> Applied:
    new = ref_of(data, project)
    result = {"project": new.project, "iid": new.iid, "id": data["id"], "web_url": data.get("web_url") or ""}
    return Applied(result=result, found=found)
