"""New issues, found again by the mark of their run (api/issues.md, create an issue).

GitLab's `iid` is no idempotency key for a bot that does not own the project, and its search has a limit of ten a minute
(gitlab.md §3.1, §4), so the newest issues of the bot are looked through for the mark.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from automation.decide.notes import carries, run_mark
from automation.gitlab.comparing import shortfall, shown
from automation.gitlab.connection import project_path
from automation.gitlab.errors import GiveUp
from automation.gitlab.port import Applied
from automation.gitlab.reading import ref_of, snapshot_of
from automation.gitlab.writing.links import link
from automation.gitlab.writing.site import Attempt, Site, ids_of, said
from automation.model.plan import UNSET, OpenIssue, UpdateIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot

#: newest issues of the bot in the project that are looked through for a mark
_LOOKED_THROUGH = 500


def open_issue(site: Site, effect: OpenIssue, attempt: Attempt) -> Applied:
    """Opens the issue, unless resuming finds it, and links it."""
    people, unknown = ids_of(effect.assignees, site.users)
    found = _find(site, effect.project, attempt.marker) if attempt.resuming else None
    data = found or site.api.post(project_path(effect.project, "issues"), _body(site, effect, people, attempt.marker))
    issue = snapshot_of(ref_of(data, effect.project), data)
    linked, complaint = _link(site, effect, issue.ref)
    return Applied(
        result=_named(issue),
        shortfall=shortfall(_asked(effect, issue.ref), issue, unknown) + complaint,
        found=found is not None and not linked,
    )


def _body(site: Site, effect: OpenIssue, people: list[int], marker: str) -> dict[str, Any]:
    milestone = site.places.milestone_id(effect.project, effect.milestone) if effect.milestone else None
    return said(
        {
            "title": effect.title,
            "description": f"{effect.description}\n\n{run_mark(marker)}",
            "labels": sorted(effect.labels) or None,
            "assignee_ids": people or None,
            "due_date": effect.due_date.isoformat() if effect.due_date else None,
            "confidential": effect.confidential or None,
            "milestone_id": milestone,
        }
    )


def _find(site: Site, project: str, marker: str) -> dict[str, Any] | None:
    """Our issue with the mark, as GitLab shows it now, among the newest."""
    ours = site.api.each(
        project_path(project, "issues"),
        limit=_LOOKED_THROUGH,
        author_username=site.users.me().username,
        order_by="created_at",
        sort="desc",
    )
    return next((data for data in ours if carries(data.get("description") or "", marker)), None)


def _link(site: Site, effect: OpenIssue, new: IssueRef) -> tuple[bool, tuple[str, ...]]:
    """Whether a link was made, and GitLab's complaint where it refused: the issue is there all the same."""
    if effect.link_to is None:
        return False, ()
    try:
        return link(site, new, effect.link_to, effect.link_type), ()
    except GiveUp as fault:
        # a token that is no longer valid says nothing about the link: resuming makes it
        if fault.status == HTTPStatus.UNAUTHORIZED:
            raise
        return False, (f"{new} was not linked to {effect.link_to}: {fault.cause}.",)


def _asked(effect: OpenIssue, new: IssueRef) -> UpdateIssue:
    """What the new issue has to show."""
    return UpdateIssue(
        ref=new,
        add_labels=effect.labels,
        assignees=effect.assignees or None,
        due_date=effect.due_date or UNSET,
        confidential=effect.confidential or None,
        milestone=effect.milestone,
    )


def _named(issue: Snapshot) -> dict[str, Any]:
    return {
        "project": issue.ref.project,
        "iid": issue.ref.iid,
        "id": issue.id,
        "web_url": issue.web_url,
        **shown(issue),
    }
