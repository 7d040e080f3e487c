"""The warnings about sweeps; `automation.lint.checks.CHECKS` holds them too."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from jinja2 import meta

from automation.actions.close import Close
from automation.actions.comment import Comment
from automation.actions.label import Label
from automation.actions.sweep import Sweep
from automation.actions.unlabel import Unlabel
from automation.config.selection import Selection
from automation.decide.action import Action
from automation.decide.compiled import Compiled, CompiledPolicy
from automation.decide.output import PlainSandbox
from automation.decide.selection.labels import found
from automation.decide.swept import chosen
from automation.lint.walk import rule_actions, schedule_actions
from automation.lint.warnings import Finding

#: names in conditions that may tell what was done already
_TELLING: Final = frozenset({"memory", "ledger", "issue", "labels", "label", "stage", "opened", "related"})
#: only reads
_PARSER: Final = PlainSandbox()


def never_swept(rules: Compiled) -> Iterator[Finding]:
    """No schedule begins a sweep for the policy; only the command line does."""
    names = [name for _, action in schedule_actions(rules) if isinstance(action, Sweep) for name in action.policies]
    swept = {policy.name for policy in chosen(rules, names)}
    for policy in rules.policies.values():
        if policy.name not in swept:
            message = f"no schedule has `sweep: {policy.group}`"
            yield Finding("never-swept", (*policy.rule.trail, "name"), message)


def selects_everything(rules: Compiled) -> Iterator[Finding]:
    """Nothing narrows the policy, so that every sweep acts on every open issue."""
    for policy in rules.policies.values():
        rule = policy.rule
        bare = policy.select.spec in (Selection(), Selection(state="all")) and rule.when == "true"
        if bare and rule.actions and not (rule.once or rule.workflows or policy.limit):
            message = f"{policy.name} acts on every issue that is open; narrow it by select: or when:"
            yield Finding("selects-everything", rule.trail, message)


def repeats(rules: Compiled) -> Iterator[Finding]:
    """Each sweep says the same again, as nothing that the policy does takes the issue out of its selection."""
    for policy in rules.policies.values():
        if not _stops(policy):
            for trail, action in rule_actions(policy.rule):
                if isinstance(action, Comment) and not _lasts(rules, action):
                    message = (
                        f"every sweep says {action.key} again; add `once: true`, or a label that is selected against"
                    )
                    yield Finding("repeats", trail, message)


def _lasts(rules: Compiled, action: Comment) -> bool:
    spec = rules.messages.get(action.key)
    return spec.lasting if action.lasting is None and spec is not None else bool(action.lasting)


def _stops(policy: CompiledPolicy) -> bool:
    """Whether something may keep the next sweep from selecting the same issue again."""
    rule, spec = policy.rule, policy.select.spec
    told = rule.when != "true" and _TELLING & meta.find_undeclared_variables(_PARSER.parse(f"{{{{ {rule.when} }}}}"))
    changed = any(_takes_out(action, spec) for _, action in rule_actions(rule))
    return rule.once or bool(told) or changed or spec.updated is not None


def _takes_out(action: Action, spec: Selection) -> bool:
    """Whether `action` makes the selection `spec` fail."""
    if isinstance(action, Close):
        return spec.state == "opened"
    if isinstance(action, Label):
        return any(found(action.names, name) for name in spec.without_labels) or spec.no_other_labels
    wanted = [*spec.labels, *(dwell.label for dwell in spec.labelled)]
    return isinstance(action, Unlabel) and any(found(wanted, name) for name in action.names)
