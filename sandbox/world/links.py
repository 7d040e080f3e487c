"""Links between issues (GitLab docs, api/issue_links.md)."""

from __future__ import annotations

from sandbox import refuse
from sandbox.model import Issue, IssueLink
from sandbox.world import access, references, system_notes
from sandbox.world.state import Act

KINDS = ("relates_to", "blocks", "is_blocked_by")


def create(act: Act, source: Issue, target: Issue, kind: str = "relates_to") -> IssueLink:
    """Link two issues; `kind` is read from the source. No hook tells of it (gitlab.md §2.2).

    Raises:
        ApiError: 400, 403 (blocking without a licence, no right here), 404 (target hidden), 409 (linked already).
    """
    if kind not in KINDS:
        refuse.invalid("link_type does not have a valid value")
    if not access.can_see_issue(act.world, act.user, target) or source.id == target.id:
        refuse.not_found()
    if not access.can_edit(act, source) or (kind != "relates_to" and not act.world.premium):
        refuse.forbidden()
    if any(target.id in {link.source_id, link.target_id} for link in act.world.data.links[source.id]):
        refuse.conflict("Issue(s) already assigned")
    first, second = (target, source) if kind == "is_blocked_by" else (source, target)
    link = IssueLink(
        id=act.world.data.ids.take("link"),
        source_id=first.id,
        target_id=second.id,
        kind="relates_to" if kind == "relates_to" else "blocks",
        created_at=act.now,
    )
    act.world.data.links[source.id].append(link)
    act.world.data.links[target.id].append(link)
    _tell(act, source, target, "marked this issue as related to")
    return link


def delete(act: Act, issue: Issue, link_id: int) -> IssueLink:
    """Remove a link and return it.

    Raises:
        ApiError: 403 or 404.
    """
    link = next((link for link in act.world.data.links[issue.id] if link.id == link_id), None)
    if link is None:
        refuse.not_found()
    if not access.can_edit(act, issue):
        refuse.forbidden()
    for issue_id in (link.source_id, link.target_id):
        act.world.data.links[issue_id].remove(link)
    _tell(act, issue, other(act, issue, link), "removed the relation with")
    return link


def of(act: Act, issue: Issue) -> list[tuple[IssueLink, Issue]]:
    """Return the links of an issue with the issue at the other end, if the user may see that."""
    pairs = [(link, other(act, issue, link)) for link in act.world.data.links[issue.id]]
    return [(link, end) for link, end in pairs if access.can_see_issue(act.world, act.user, end)]


def other(act: Act, issue: Issue, link: IssueLink) -> Issue:
    """Return the issue at the other end of a link."""
    return act.world.data.issues[link.target_id if link.source_id == issue.id else link.source_id]


def kind_from(issue: Issue, link: IssueLink) -> str:
    """Return the kind of a link as one of its issues sees it."""
    return "is_blocked_by" if link.kind == "blocks" and link.target_id == issue.id else link.kind


def _tell(act: Act, one: Issue, two: Issue, verb: str) -> None:
    for here, there in ((one, two), (two, one)):
        system_notes.say(act, here, f"{verb} {references.short(act.world, there, here.project_id)}")
