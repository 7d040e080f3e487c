"""The warnings; docs/reference/lint.md is generated from `CHECKS`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Final

from jinja2 import meta

from automation.actions.comment import Comment
from automation.actions.label import Label
from automation.actions.open_issue import OpenIssue
from automation.actions.send import Send
from automation.actions.stage import Stage
from automation.config.messages import load_builtin_messages
from automation.config.workflow import HELD_FROM
from automation.decide.action import Action
from automation.decide.compiled import Compiled, CompiledRule, CompiledWorkflow
from automation.decide.fields import read_fields
from automation.decide.labels import scope_of
from automation.decide.newissue import blank, hints_of
from automation.decide.output import PlainSandbox
from automation.lint.clocks import never_due, never_runs
from automation.lint.reports import never_asked, never_read, never_reported
from automation.lint.sweeps import never_swept, repeats, selects_everything
from automation.lint.walk import Trail, all_actions, all_rules, of_kind, rule_actions, workflow_actions
from automation.lint.warnings import Check, Finding


def nothing_to_do(rules: Compiled) -> Iterator[Finding]:
    """No program is included, or no project is named: whatever happens, nothing follows."""
    if not rules.config.programs:
        yield Finding("nothing-to-do", ("include",), "no program is included")
    if not rules.config.projects:
        yield Finding("nothing-to-do", ("projects",), "no project is named")


#: names of what people write
_WRITTEN: Final = frozenset({"fields", "issue", "comment", "event", "memory", "ledger"})
#: only reads
_PARSER: Final = PlainSandbox()


def unreachable_stage(rules: Compiled) -> Iterator[Finding]:
    """Nothing leads to the stage."""
    for workflow in rules.workflows.values():
        reached = _reached(rules, workflow)
        for stage in workflow.stages:
            if stage not in reached:
                yield Finding("unreachable-stage", _at(workflow, "stages", stage), f"nothing leads to {stage}")


def _reached(rules: Compiled, workflow: CompiledWorkflow) -> set[str | None]:
    spec = workflow.spec
    placed = {spec.quota.takes, spec.quota.waits} if spec.quota else set()
    doubles = {spec.unique_by.stage} if spec.unique_by else set()
    mapped = {stage for case in spec.closings for stage in (case.to, case.author_to)}
    chosen = {stage for stage in spec.stages if spec.initial and "{" in spec.initial and stage in spec.initial}
    moved = {to for move in spec.moves for to in move.to}
    set_by_action = {action.to for _, action in of_kind(rules, Stage)}
    return {
        spec.first_stage,
        spec.on_reopen.to,
        *chosen,
        *placed,
        *doubles,
        *mapped,
        *moved,
        *set_by_action,
        *(e.stage for e in spec.derive_stage),
    }


def dead_end(rules: Compiled) -> Iterator[Finding]:
    """The stage is open, and nothing leads out of it."""
    for workflow in rules.workflows.values():
        left = {start for move in workflow.spec.moves for start in move.from_}
        follows = {entry.stage for entry in workflow.spec.derive_stage}
        ends_by_hand = bool(workflow.spec.closings)
        for name, stage in workflow.stages.items():
            if not (stage.spec.closed or ends_by_hand) and name not in left | follows:
                yield Finding("dead-end", _at(workflow, "stages", name), f"{name} is open and no move leads out of it")


def no_way_back(rules: Compiled) -> Iterator[Finding]:
    """A holding stage remembers where an issue came from, and no move returns there."""
    for workflow in rules.workflows.values():
        for name, stage in workflow.stages.items():
            back = [move for move in workflow.moves_from(name) if HELD_FROM in move.to]
            if stage.spec.holds and not back:
                message = f"{name} holds issues, and no move from it leads to {HELD_FROM}"
                yield Finding("no-way-back", _at(workflow, "stages", name), message)


def unused_message(rules: Compiled) -> Iterator[Finding]:
    """Nothing says the message."""
    said = {action.key for _, action in of_kind(rules, Comment)} | set(load_builtin_messages())
    for name, program in rules.config.programs.items():
        for key in program.messages:
            if key not in said:
                yield Finding("unused-message", ("programs", name, "messages", key), f"nothing says {key}")


def unheard(rules: Compiled) -> Iterator[Finding]:
    """A message is sent to other issues, and no rule reacts to it."""
    for trail, action in of_kind(rules, Send):
        if f"message.{action.event}" not in rules.rules:
            yield Finding("unheard", trail, f"no rule has `on: message.{action.event}`")


def never_sent(rules: Compiled) -> Iterator[Finding]:
    """A rule waits for a message that nothing sends."""
    sent = {f"message.{action.event}" for _, action in of_kind(rules, Send)}
    for name, program in rules.config.programs.items():
        for index, rule in enumerate(program.rules):
            for trigger in rule.on:
                if trigger.startswith("message.") and trigger not in sent and rule.enabled:
                    yield Finding("never-sent", ("programs", name, "rules", index, "on"), f"nothing sends {trigger}")


def contradiction(rules: Compiled) -> Iterator[Finding]:
    """Two rules with the same trigger and condition set different labels of one scope."""
    for trigger, found in rules.rules.items():
        for one, other in combinations(found, 2):
            both = set(_scoped(one)) & set(_scoped(other))
            clash = [scope for scope in both if _scoped(one)[scope] != _scoped(other)[scope]]
            if clash and _alike(one, other):
                message = f"on {trigger} it sets another {clash[0]}:: label than the rule {one.name!r} does"
                yield Finding("contradiction", other.trail, message)


def _scoped(rule: CompiledRule) -> Mapping[str, str]:
    names = [name for action in rule.actions if isinstance(action, Label) for name in action.names]
    return {scope: name for name in names if "{" not in name and (scope := scope_of(name))}


def _alike(one: CompiledRule, other: CompiledRule) -> bool:
    return (one.when, one.triggers) == (other.when, other.triggers) and (
        not one.workflows or not other.workflows or bool(one.workflows & other.workflows)
    )


def confidential_leak(rules: Compiled) -> Iterator[Finding]:
    """Fields of an always confidential issue go into one that everybody may read."""
    for workflow in rules.workflows.values():
        if workflow.spec.confidential == "always":
            for trail, action in _done_for(rules, workflow):
                target = rules.workflows.get(action.workflow or "") if isinstance(action, OpenIssue) else None
                if target is not None and isinstance(action, OpenIssue) and action.fields and _is_public(rules, target):
                    message = f"{workflow.key} is always confidential, and {target.key} is opened for all to read"
                    yield Finding("confidential-leak", trail, message)


def public_form(rules: Compiled) -> Iterator[Finding]:
    """What people write on a page, perhaps about others, can be read by everybody at once."""
    for workflow in rules.workflows.values():
        if workflow.spec.page is not None and _is_public(rules, workflow):
            message = f"what people write there can be read by all; give {workflow.key} `confidential: always`"
            yield Finding("public-form", _at(workflow, "form"), message)


def _done_for(rules: Compiled, workflow: CompiledWorkflow) -> Iterator[tuple[Trail, Action]]:
    """The actions of `workflow`, and of the rules that name it."""
    yield from workflow_actions(workflow)
    for rule in all_rules(rules):
        if workflow.key in rule.workflows:
            yield from rule_actions(rule)


def _is_public(rules: Compiled, workflow: CompiledWorkflow) -> bool:
    project = rules.config.projects[workflow.spec.project]
    return project.visibility == "public" and workflow.spec.confidential != "always"


def label_from_field(rules: Compiled) -> Iterator[Finding]:
    """What people write chooses a whole label; those that decide something are refused, all others are set."""
    for trail, action in all_actions(rules):
        texts = action.names if isinstance(action, Label) else action.labels if isinstance(action, OpenIssue) else ()
        for text in texts:
            if text.lstrip().startswith("{") and _WRITTEN & meta.find_undeclared_variables(_PARSER.parse(text)):
                message = f"{text!r} lets whoever edits the issue choose the label; begin it with a scope or prefix"
                yield Finding("label-from-field", trail, message)


def field_not_in_template(rules: Compiled) -> Iterator[Finding]:
    """The template does not ask for a field of the workflow."""
    for workflow in rules.workflows.values():
        names = workflow.spec.fields
        samples = dict.fromkeys(names, "Sample")
        text = rules.texts.render(
            workflow.spec.template,
            fields=samples,
            values=rules.config.values,
            blank=False,
            today="2027-01-11",
            **hints_of(workflow),
        )
        found = read_fields(text, names)
        for name in names:
            if name not in found:
                message = f"the template {workflow.spec.template} has no field {name!r}"
                yield Finding("field-not-in-template", _at(workflow, "fields", name), message)


def wrong_program(rules: Compiled) -> Iterator[Finding]:
    """The template's marker names another workflow, so issues of people would not be recognised."""
    for workflow in rules.workflows.values():
        if f"<!-- program: {workflow.key} -->" not in blank(rules, workflow):
            message = f"the template {workflow.spec.template} does not begin with the marker of {workflow.key}"
            yield Finding("wrong-program", _at(workflow, "template"), message)


def _at(workflow: CompiledWorkflow, *steps: str | int) -> Trail:
    return ("programs", workflow.program, "workflows", workflow.key, *steps)


#: every check; the name of a warning is the name of its function with dashes
CHECKS: tuple[Check, ...] = (
    nothing_to_do,
    unreachable_stage,
    dead_end,
    no_way_back,
    unused_message,
    unheard,
    never_sent,
    contradiction,
    confidential_leak,
    public_form,
    label_from_field,
    field_not_in_template,
    wrong_program,
    never_runs,
    never_due,
    never_swept,
    selects_everything,
    repeats,
    never_reported,
    never_asked,
    never_read,
)
