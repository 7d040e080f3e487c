"""Opening, changing and deleting issues as a user (GitLab docs, api/issues.md; gitlab.md §2 and §3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from sandbox import refuse
from sandbox.model import Access, Issue, Project
from sandbox.world import access, events, fields, records
from sandbox.world.fields import IssueFields
from sandbox.world.quick.registry import Effect
from sandbox.world.quick.run import run
from sandbox.world.state import Act


def create(act: Act, project: Project, wanted: IssueFields) -> Issue:
    """Open an issue: quick actions of the description run with the user's rights and leave the text.

    Raises:
        ApiError: 403, 404, 400 for bad values, 409 for an iid in use, 429 over the limit.
    """
    access.need_sight(act, project)
    if act.world.limits.exceeded("issues", (act.user.id, project.id), act.now):
        refuse.too_many()
    fields.check(wanted)
    draft = _draft(act, project, wanted)
    wanted, effects = _read_commands(act, draft, wanted)
    fields.check(wanted)
    member = access.level(act.world, act.user, project) >= Access.GUEST
    allowed = fields.permitted(act, project, wanted, metadata=member, confidentiality=True)
    issue = records.insert(act, _filled(act, draft, allowed))
    events.issue_opened(act, issue)
    if allowed.get("state_event") == "close":
        issue = records.change_state(act, issue, "close")
    return _finish(act, issue, effects)


def update(act: Act, issue: Issue, wanted: IssueFields) -> Issue:
    """Change an issue; quick actions of a new description run with the user's rights and leave the text.

    Raises:
        ApiError: 403 or 400.
    """
    if not access.can_edit(act, issue):
        refuse.forbidden()
    fields.check(wanted)
    effects: Sequence[Effect] = ()
    if "description" in wanted:
        wanted, effects = _read_commands(act, issue, wanted)
    return apply(act, issue, wanted, effects)


def apply(act: Act, issue: Issue, wanted: IssueFields, effects: Sequence[Effect] = ()) -> Issue:
    """Carry out a change whose quick actions have been read already.

    A state change runs first and tells the hooks apart from the rest; whatever else is asked for makes one `update`
    event, also if nothing differs in the end (gitlab.md §2.2).

    Raises:
        ApiError: 400 for bad values.
    """
    fields.check(wanted)
    rights = access.can_set_metadata(act, issue)
    project = act.world.data.projects[issue.project_id]
    allowed = fields.permitted(act, project, wanted, metadata=rights, confidentiality=rights)
    if "state_event" in allowed:
        issue = records.change_state(act, issue, allowed["state_event"])
    if set(allowed) - {"state_event"}:
        issue = records.rewrite(act, issue, _filled(act, issue, allowed), allowed.get("updated_at", act.now))
    return _finish(act, issue, effects)


def delete(act: Act, issue: Issue) -> None:
    """Remove an issue with all that hangs on it; no hook tells of it (gitlab.md §2.2).

    Raises:
        ApiError: 403 below Owner.
    """
    access.need(act, act.world.data.projects[issue.project_id], Access.OWNER)
    records.remove(act.world, issue)


def _draft(act: Act, project: Project, wanted: IssueFields) -> Issue:
    data = act.world.data
    owner = access.level(act.world, act.user, project) >= Access.OWNER
    iid = wanted.get("iid") if owner else None
    if iid in data.issue_iids[project.id]:
        refuse.conflict("Duplicated issue")
    created_at = wanted.get("created_at", act.now) if owner else act.now
    return Issue(
        id=0,
        iid=iid or data.last_iids[project.id] + 1,
        project_id=project.id,
        author_id=act.user.id,
        title=wanted.get("title", ""),
        created_at=created_at,
        updated_at=created_at,
    )


def _read_commands(act: Act, issue: Issue, wanted: IssueFields) -> tuple[IssueFields, Sequence[Effect]]:
    text = wanted.get("description")
    if not text:
        return wanted, ()
    outcome = run(act, issue, text)
    return cast("IssueFields", {**wanted, **outcome.fields, "description": outcome.text}), outcome.effects


def _filled(act: Act, issue: Issue, allowed: IssueFields) -> Issue:
    values: dict[str, Any] = fields.columns(allowed)
    return replace(issue, **values, label_ids=fields.applied_labels(act, issue.label_ids, allowed))


def _finish(act: Act, issue: Issue, effects: Sequence[Effect]) -> Issue:
    for effect in effects:
        effect(act, act.world.data.issues[issue.id])
    return act.world.data.issues[issue.id]
