"""From the configuration to what each project should hold."""

from __future__ import annotations

from collections.abc import Sequence

from automation.decide.compiled import Compiled, CompiledWorkflow
from automation.decide.newissue import blank
from automation.decide.setup.labels import labels_of
from automation.decide.setup.things import Board, Template, Wish

#: where GitLab looks for description templates (GitLab docs, user/project/description_templates.md)
_FOLDER = ".gitlab/issue_templates"
#: triggers of rules, by how they begin, with the trigger of a hook that they need besides the usual ones
_FURTHER = {"emoji.": "emoji_events"}


def wishes(rules: Compiled) -> tuple[Wish, ...]:
    """What each project that a workflow, a rule or a policy acts in should hold, in the order of config.yml."""
    named = {path for found in rules.rules.values() for rule in found if rule.actions for path in rule.projects}
    swept = {path for policy in rules.policies.values() if policy.rule.actions for path in policy.projects}
    used = named | swept | {workflow.project for workflow in rules.workflows.values()}
    return tuple(_wish(rules, path) for path in rules.projects if path in used)


def further_triggers(rules: Compiled) -> tuple[str, ...]:
    """Triggers that a hook needs because rules react to what they tell."""
    return tuple(trigger for start, trigger in _FURTHER.items() if any(name.startswith(start) for name in rules.rules))


def _wish(rules: Compiled, project: str) -> Wish:
    workflows = [workflow for workflow in rules.workflows.values() if workflow.project == project]
    return Wish(
        project=project,
        labels=labels_of(rules, workflows),
        boards=_boards(workflows),
        templates=_templates(rules, workflows),
    )


def _boards(workflows: Sequence[CompiledWorkflow]) -> tuple[Board, ...]:
    """A board for each workflow with stages, a list for each open one."""
    staged = [workflow for workflow in workflows if workflow.scope is not None and workflow.stages]
    return tuple(
        Board(
            workflow.key,
            tuple(workflow.stage_label(name) for name, stage in workflow.stages.items() if not stage.spec.closed),
        )
        for workflow in staged
    )


def _templates(rules: Compiled, workflows: Sequence[CompiledWorkflow]) -> tuple[Template, ...]:
    """The templates in blank form; one that several workflows share is that of the first."""
    first = {workflow.spec.template: workflow for workflow in reversed(workflows)}
    return tuple(Template(f"{_FOLDER}/{name}.md", blank(rules, first[name])) for name in sorted(first))
