"""Open another issue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, Literal

from pydantic import model_validator

from automation.actions.due import due_day
from automation.decide.action import Action, ActionFault, Text, Texts
from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.dates import as_date
from automation.decide.desk import Desk
from automation.decide.due import KEEP, DueFault, parse_due
from automation.decide.guard import title as guard_title
from automation.decide.label_texts import check_chosen, label_of
from automation.decide.labels import matching
from automation.decide.messages import checked
from automation.decide.newissue import new_issue, render
from automation.decide.templates import ConditionError
from automation.model.plan import OpenIssue as OpenIssueEffect
from automation.model.refs import IssueRef


class OpenIssue(Action):
    """Opens an issue from a template, as part of a workflow or by itself."""

    name: ClassVar[str] = "open_issue"
    summary: ClassVar[str] = (
        "Opens an issue of a workflow, or in a project from a template or a text, and links it to this one."
    )
    example: ClassVar[str] = "open_issue: {workflow: support-case, fields: {Region: \"{{ fields['Region'] }}\"}}"
    needs_issue: ClassVar[bool] = False

    workflow: str | None = None
    template: str | None = None
    text: Text | None = None
    project: str | None = None
    title: Text | None = None
    fields: dict[str, Text] = {}
    labels: Texts = []
    copy_labels: Texts = []
    facts: dict[str, Text] = {}
    assign: Texts = []
    due: Text = "none"
    confidential: bool = True
    link: Literal["relates_to", "blocks", "is_blocked_by", "none"] = "relates_to"

    @model_validator(mode="after")
    def _one_kind(self) -> OpenIssue:
        one_text = (self.template is None) != (self.text is None)
        if self.workflow is None and (not one_text or self.project is None or self.title is None):
            message = "give a workflow, or project, title and a template or a text"
            raise ValueError(message)
        return self

    def misfits(self, rules: Compiled, workflow: CompiledWorkflow | None) -> Iterator[str]:
        """Workflow, project and template have to exist, and the fields belong to the workflow."""
        del workflow
        if self.workflow is None:
            yield from self._plain_misfits(rules)
            return
        opened = rules.workflows.get(self.workflow)
        if opened is None:
            yield f"there is no workflow {self.workflow!r}; workflows are {', '.join(rules.workflows)}"
            return
        for name in self.fields:
            if name not in opened.spec.fields:
                yield f"{self.workflow} has no field {name!r}; fields are {', '.join(opened.spec.fields)}"

    def _plain_misfits(self, rules: Compiled) -> Iterator[str]:
        if self.project not in rules.config.projects:
            yield f"there is no project {self.project!r} in config.yml"
        if self.template is not None:
            yield from self._template_misfits(rules, self.template)
        if "{" not in self.due and as_date(self.due) is None:
            try:
                parse_due(self.due)
            except DueFault as fault:
                yield str(fault)

    def _template_misfits(self, rules: Compiled, template: str) -> Iterator[str]:
        fields, facts = dict.fromkeys(self.fields, "Sample"), dict.fromkeys(self.facts, "Sample")
        values = rules.config.values
        try:
            rules.texts.render(template, fields=fields, values=values, blank=False, today=date(2027, 1, 11), **facts)
        except ConditionError as fault:
            yield f"template {template}: {fault}"

    def run(self, desk: Desk) -> str:
        """Plan the new issue.

        Raises:
            ActionFault: workflow, project or template is not in the configuration, or a value chose a label that
                decides something.
            ConditionError: a text cannot be filled in.
        """
        labels = self._labels(desk)
        fields = {name: desk.raw(text) for name, text in self.fields.items()}
        facts: dict[str, Any] = {name: desk.raw(text) for name, text in self.facts.items()}
        if self.workflow is None:
            desk.draft.effects.append(self._plain(desk, fields, facts, labels))
            return f"opens an issue from {self.template}" if self.template else f"opens an issue in {self.project}"
        return self._of_workflow(desk, fields, facts, labels)

    def _labels(self, desk: Desk) -> tuple[str, ...]:
        """Those that are named, and those of this issue that are copied, for the workflow of the new issue."""
        target = desk.rules.workflows.get(self.workflow or "")
        named = [label for text in self.labels if (label := label_of(desk, text, target))]
        for text in self.copy_labels:
            copied = matching(desk.draft.labels, desk.raw(text))
            check_chosen(desk, text, copied, target)
            named += copied
        return tuple(dict.fromkeys(named))

    def _of_workflow(self, desk: Desk, fields: dict[str, str], facts: dict[str, Any], labels: tuple[str, ...]) -> str:
        workflow = desk.rules.workflows.get(self.workflow or "")
        if workflow is None:
            message = f"there is no workflow {self.workflow!r}; workflows are {', '.join(desk.rules.workflows)}"
            raise ActionFault(message)
        effect, reasons = new_issue(
            desk,
            workflow,
            fields,
            claimant=desk.draft.claimant,
            title=None if self.title is None else desk.raw(self.title),
            facts=facts,
            labels=labels,
            link_type=None if self.link == "none" else self.link,
            origin=_origin(desk),
        )
        desk.draft.effects.append(effect)
        desk.draft.reasons.extend(reasons)
        return f"opens {workflow.key} in {workflow.project}"

    def _plain(
        self, desk: Desk, fields: dict[str, str], facts: dict[str, Any], labels: tuple[str, ...]
    ) -> OpenIssueEffect:
        project = desk.rules.config.projects.get(self.project or "")
        if project is None:
            message = f"there is no project {self.project!r} in config.yml"
            raise ActionFault(message)
        day = due_day(desk, self.due)
        return OpenIssueEffect(
            project=project.path,
            title=guard_title(desk.raw(self.title or "")),
            description=render(desk, self.template, fields, facts) if self.template else checked(desk, self.text or ""),
            labels=frozenset(labels),
            assignees=desk.rules.people.named([desk.raw(text) for text in self.assign]),
            due_date=None if day is KEEP else day,
            confidential=self.confidential,
            link_to=None if self.link == "none" else _origin(desk),
            link_type="relates_to" if self.link == "none" else self.link,
        )


def _origin(desk: Desk) -> IssueRef | None:
    """The issue for which another one is opened; None where a schedule does it."""
    return None if desk.draft.absent else desk.draft.before.ref
