"""Links between issues; GitLab itself keeps them from being made twice (api/issue_links.md)."""

from __future__ import annotations

from http import HTTPStatus

from automation.gitlab.errors import GiveUp
from automation.gitlab.port import Applied
from automation.gitlab.writing.site import Site, issue_path
from automation.model.plan import LinkIssue
from automation.model.refs import IssueRef


def link_issue(site: Site, effect: LinkIssue) -> Applied:
    """Links the two issues, unless they are linked already."""
    made = link(site, effect.ref, effect.target, effect.link_type)
    return Applied(result={"target": str(effect.target)}, found=not made)


def link(site: Site, source: IssueRef, target: IssueRef, link_type: str) -> bool:
    """Whether the link had to be made."""
    body = {
        "target_project_id": target.project,
        "target_issue_iid": target.iid,
        "link_type": link_type,
    }
    try:
        site.api.post(issue_path(source, "links"), body)
    except GiveUp as fault:
        # 409: "Issue(s) already assigned"
        if fault.status != HTTPStatus.CONFLICT:
            raise
        return False
    return True
