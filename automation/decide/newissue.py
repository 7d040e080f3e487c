"""New issues from templates: complete at creation, so that our own hook needs no second look (rules.md G04)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from automation.config.workflow import Unique
from automation.decide import quota_terms
from automation.decide.draft import Draft
from automation.decide.guard import title as guard_title
from automation.decide.intake import begin
from automation.decide.templates import ConditionError
from automation.model.decision import Reason, Verdict
from automation.model.plan import OpenIssue
from automation.model.refs import IssueRef
from automation.model.snapshot import Memory, Phase, Snapshot

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledWorkflow
    from automation.decide.desk import Desk


def new_issue(
    desk: Desk,
    workflow: CompiledWorkflow,
    fields: Mapping[str, str],
    *,
    claimant: str,
    title: str | None = None,
    facts: Mapping[str, Any] | None = None,
    labels: tuple[str, ...] = (),
    link_type: str | None = "relates_to",
    origin: IssueRef | None = None,
) -> tuple[OpenIssue, tuple[Reason, ...]]:
    """The effect that opens an issue of `workflow` from its template, and the reasons for what is on it.

    Args:
        desk: where the wish arose; the new issue gets a desk of its own.
        workflow: the workflow of the new issue.
        fields: values by field name, as people wrote them.
        claimant: work key in whose name its unique value is claimed until the issue exists.
        title: the title, filled in; else the workflow's is.
        facts: further values for the template.
        labels: labels besides those of the workflow.
        link_type: GitLab's link type to `origin`; None for no link.
        origin: the issue for which this one is opened.

    Raises:
        ConditionError: title or template cannot be filled in.
    """
    known = {name: fields.get(name, "") for name in workflow.spec.fields}
    description = render(desk, workflow.spec.template, known, {**hints_of(workflow), **(facts or {})})
    memory = Memory(workflow=workflow.key, origin=str(origin) if origin else None)
    blank = Snapshot(
        ref=IssueRef(workflow.project, 0), id=0, title="", description=description, author=desk.bot.username
    )
    draft = Draft.new(blank, memory, claimant)
    at = replace(desk, draft=draft, workflow=workflow, actor=desk.bot.username, source="workflow", extra={})
    draft.title = guard_title(title or at.raw(workflow.spec.title or workflow.key))
    draft.confidential = workflow.spec.confidential == "always"
    draft.labels |= set(labels)
    begin(at)
    effect = OpenIssue(
        project=workflow.project,
        title=draft.title,
        description=draft.description,
        labels=frozenset(draft.labels),
        assignees=tuple(draft.assignees),
        due_date=draft.due_date,
        confidential=draft.confidential,
        milestone=draft.milestone or None,
        link_to=origin if link_type else None,
        link_type=link_type or "relates_to",
        memory=memory,
        announce={},
        claims=claims_of(at),
    )
    detail = f"{workflow.spec.template} in {workflow.project}"
    return effect, (Reason(f"Open {workflow.key}", Verdict.YES, detail, tuple(draft.reasons)),)


def render(desk: Desk, template: str, fields: Mapping[str, str], facts: Mapping[str, Any]) -> str:
    """The template `template` of issue_templates/ filled in with `fields`.

    Raises:
        ConditionError: the template names something unknown.
    """
    return desk.rules.texts.render(
        template, fields=fields, values=desk.rules.config.values, blank=False, today=desk.today, **facts
    )


def blank(rules: Compiled, workflow: CompiledWorkflow) -> str:
    """The template of `workflow` as people fill it in, the same on every day.

    Raises:
        ConditionError: the template names something unknown; a configuration that compiles has no such template.
    """
    return rules.texts.render(
        workflow.spec.template, fields={}, values=rules.config.values, blank=True, today="", **hints_of(workflow)
    )


def hints_of(workflow: CompiledWorkflow) -> dict[str, Any]:
    """What each field is for, as templates show it where nothing is filled in."""
    return {"hints": {name: spec.hint or ", ".join(spec.one_of) for name, spec in workflow.spec.fields.items()}}


def claims_of(desk: Desk) -> frozenset[str]:
    """The values that the issue on `desk` holds in the index of its workflow."""
    value, quota = claim_value(desk), desk.draft.memory.quota
    place = quota_terms.claim_of(quota.bucket, quota.place) if quota is not None and quota.place else None
    return frozenset(found for found in (value, place) if found is not None)


def claim_value(desk: Desk) -> str | None:
    """The value that the issue on `desk` holds in its workflow's unique index; None where it holds none."""
    workflow, draft = desk.workflow, desk.draft
    if workflow is None or workflow.spec.unique_by is None or draft.memory.phase is not Phase.ACTIVE:
        return None
    unique = workflow.spec.unique_by
    if unique.stage is not None and draft.memory.stage == unique.stage:
        return None
    return None if _given_up(desk, unique) else workflow.key_value(unique.key, desk.fields) or None


def _given_up(desk: Desk, unique: Unique) -> bool:
    """Whether the issue gives its value up; where that cannot be judged it keeps the value."""
    try:
        return unique.unless is not None and desk.holds(unique.unless)
    except ConditionError as fault:
        desk.draft.because("Unique", Verdict.ERROR, str(fault))
        return False
