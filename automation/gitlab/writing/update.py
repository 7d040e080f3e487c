"""Changes of an issue: everything in one PUT (api/issues.md, edit an issue)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from automation.gitlab.comparing import outstanding, shortfall, shown
from automation.gitlab.errors import gone_if_missing
from automation.gitlab.port import Applied
from automation.gitlab.reading import snapshot_of
from automation.gitlab.writing.merging import is_whole, rebased
from automation.gitlab.writing.site import Attempt, Site, ids_of, issue_path, read_issue, said
from automation.model.plan import UpdateIssue
from automation.model.snapshot import Snapshot

#: what GitLab takes for nobody, for no milestone and for no date
_NOBODY = [0]
_NO_MILESTONE = 0
_NO_DATE = ""


def write_update(site: Site, effect: UpdateIssue, attempt: Attempt) -> Applied:
    """Writes `effect` in one PUT.

    When resuming, and where it has assignees or a description, which people may have changed since the issue was read,
    the issue is read again just before, and only what it does not show yet is written.
    """
    if not attempt.resuming and (attempt.before is None or not is_whole(effect)):
        return _put(site, effect, effect)
    issue = read_issue(site.api, effect.ref)
    meant, undone = (effect, ()) if attempt.before is None else rebased(effect, attempt.before, issue)
    rest = outstanding(meant, issue)
    applied = Applied(result=shown(issue), found=True) if rest is None else _put(site, meant, rest)
    return replace(applied, shortfall=applied.shortfall + undone)


def _put(site: Site, effect: UpdateIssue, rest: UpdateIssue) -> Applied:
    """Writes `rest`, and says what of the whole `effect` is missing afterwards."""
    people, unknown = ids_of(rest.assignees or (), site.users)
    body = said(_columns(rest) | {"assignee_ids": _assignee_ids(rest, people), "milestone_id": _milestone(site, rest)})
    issue = _sent(site, effect, body)
    return Applied(result=shown(issue), shortfall=shortfall(effect, issue, unknown), found=not body)


def _sent(site: Site, effect: UpdateIssue, body: dict[str, Any]) -> Snapshot:
    """The issue after the PUT, or as it is where nothing could be put: GitLab refuses an empty change."""
    if not body:
        return read_issue(site.api, effect.ref)
    with gone_if_missing(effect.ref):
        return snapshot_of(effect.ref, site.api.put(issue_path(effect.ref), body))


def _columns(rest: UpdateIssue) -> dict[str, Any]:
    return {
        "add_labels": sorted(rest.add_labels) or None,
        "remove_labels": sorted(rest.remove_labels) or None,
        "state_event": rest.state_event,
        "confidential": rest.confidential,
        "due_date": _due_date(rest),
        "title": rest.title,
        "discussion_locked": rest.locked,
        "description": rest.description,
    }


def _due_date(rest: UpdateIssue) -> str | None:
    if rest.due_date is None:
        return _NO_DATE
    return rest.due_date.isoformat() if isinstance(rest.due_date, date) else None


def _assignee_ids(rest: UpdateIssue, people: list[int]) -> list[int] | None:
    """The new list; none at all where every name was unknown, since that would unassign everybody."""
    return people or (_NOBODY if rest.assignees == () else None)


def _milestone(site: Site, rest: UpdateIssue) -> int | None:
    """The milestone's number; None leaves it, which the shortfall tells where a title was asked for and is unknown."""
    if not rest.milestone:
        return None if rest.milestone is None else _NO_MILESTONE
    return site.places.milestone_id(rest.ref.project, rest.milestone)
