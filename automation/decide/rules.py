"""Rules: which of them an event concerns, whether their conditions hold, and what they then add to the draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.decide.draft import Trigger
from automation.decide.perform import perform_under
from automation.decide.swept import passed_over
from automation.decide.templates import ConditionError
from automation.decide.written import SWEEP
from automation.model.decision import Reason, Verdict

if TYPE_CHECKING:
    from automation.decide.compiled import CompiledRule
    from automation.decide.desk import Desk

#: triggers of one decision; more is a loop between stages, which the explanation names
_LIMIT = 500


def run_rules(desk: Desk) -> None:
    """Hold every waiting trigger of the draft against the rules that name it; rules may cause further triggers."""
    draft = desk.draft
    while draft.triggers:
        trigger = draft.triggers.pop(0)
        draft.spent += 1
        if draft.spent > _LIMIT:
            draft.triggers.clear()
            draft.because("Rules", Verdict.ERROR, f"stopped after {_LIMIT} triggers: do two stages lead to each other?")
            return
        for rule in _listening(desk, trigger):
            _consider(desk, rule, trigger)


def _listening(desk: Desk, trigger: Trigger) -> tuple[CompiledRule, ...]:
    """The rules that name `trigger`; a sweep means one of them, and there may be many."""
    if trigger.name == SWEEP:
        policy = desk.rules.policies.get(trigger.value)
        return () if policy is None else (policy.rule,)
    return desk.rules.rules.get(trigger.name, ())


def _consider(desk: Desk, rule: CompiledRule, trigger: Trigger) -> None:
    """Evaluate `rule` where it can apply at all; what cannot apply costs nothing (design.md §11)."""
    if not _concerns(desk, rule, trigger):
        return
    event = {"name": trigger.name, "data": trigger.data}
    at = desk.acting(source=rule.name, actor=trigger.actor, event=event, **rule.names)
    reason = _judge(at, rule, trigger)
    if reason.verdict is not Verdict.YES:
        desk.draft.unmatched.append(rule.name)
        desk.draft.reasons.append(reason)
        return
    desk.draft.matched.append(rule.name)
    if rule.once:
        desk.draft.remember(fired=desk.draft.memory.fired | {f"rule:{rule.name}"})
    perform_under(at, rule.actions, reason)


def _concerns(desk: Desk, rule: CompiledRule, trigger: Trigger) -> bool:
    workflow = desk.workflow.key if desk.workflow else None
    return (
        (not rule.workflows or workflow in rule.workflows)
        and (not rule.projects or desk.draft.before.ref.project in rule.projects)
        and any(pattern.name == trigger.name and pattern.matches(trigger.value) for pattern in rule.triggers)
    )


def _judge(desk: Desk, rule: CompiledRule, trigger: Trigger) -> Reason:
    title = f"Rule {rule.name}"
    if rule.once and f"rule:{rule.name}" in desk.draft.memory.fired:
        return Reason(title, Verdict.NO, "it acts once per issue, and has")
    try:
        passed = passed_over(desk, rule) if trigger.name == SWEEP else None
        if passed is not None:
            return Reason(title, Verdict.NO, passed)
        held, seen = desk.weigh(rule.when)
    except ConditionError as fault:
        return Reason(title, Verdict.ERROR, str(fault))
    words = f"{rule.when} {'holds' if held else 'does not hold'}"
    return Reason(title, Verdict.YES if held else Verdict.NO, words, seen=seen)
