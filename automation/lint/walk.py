"""Every action of a configuration with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from automation.decide.action import Action
from automation.decide.compiled import Compiled, CompiledRule, CompiledWorkflow

Trail = tuple[str | int, ...]
A = TypeVar("A", bound=Action)


def all_actions(rules: Compiled) -> Iterator[tuple[Trail, Action]]:
    """Every action in workflows, rules and schedules, those within `when` included."""
    for workflow in rules.workflows.values():
        yield from workflow_actions(workflow)
    for rule in all_rules(rules):
        yield from rule_actions(rule)
    yield from schedule_actions(rules)


def all_rules(rules: Compiled) -> list[CompiledRule]:
    """Every rule once; one with several triggers stands under each of them."""
    return list({(rule.program, rule.name): rule for found in rules.rules.values() for rule in found}.values())


def rule_actions(rule: CompiledRule) -> Iterator[tuple[Trail, Action]]:
    """Every action of one rule."""
    yield from _flat(rule.actions, (*rule.trail, "do"))


def schedule_actions(rules: Compiled) -> Iterator[tuple[Trail, Action]]:
    """Every action of all schedules."""
    for name, program in rules.config.programs.items():
        for index, spec in enumerate(program.schedules):
            trail: Trail = ("programs", name, "schedules", index, "do")
            yield from _flat(rules.schedules[spec.name].actions, trail)


def workflow_actions(workflow: CompiledWorkflow) -> Iterator[tuple[Trail, Action]]:
    """Every action of one workflow."""
    trail: Trail = ("programs", workflow.program, "workflows", workflow.key)
    yield from _flat(workflow.on_intake, (*trail, "on_intake"))
    for name, stage in workflow.stages.items():
        yield from _flat(stage.on_enter, (*trail, "stages", name, "on_enter"))
        yield from _flat(stage.on_exit, (*trail, "stages", name, "on_exit"))
    yield from _steps_in_between(workflow, trail)
    for clock in workflow.clocks.values():
        for step in clock.steps:
            yield from _flat(step.actions, (*trail, "clocks", clock.name, "steps", step.index, "do"))
    for comment in workflow.comments:
        yield from _flat(comment.do, (*trail, "comments", comment.word, "do"))
        yield from _flat(comment.otherwise, (*trail, "comments", comment.word, "else"))


def _steps_in_between(workflow: CompiledWorkflow, trail: Trail) -> Iterator[tuple[Trail, Action]]:
    """Those of the quota, of commands and of closing by hand."""
    if workflow.quota is not None:
        for key in ("on_taken", "on_waiting", "on_promoted", "on_exempt"):
            yield from _flat(getattr(workflow.quota, key), (*trail, "quota", key))
    for name, command in workflow.commands.items():
        yield from _flat(command.do, (*trail, "commands", name, "do"))
        yield from _flat(command.otherwise, (*trail, "commands", name, "else"))
    for index, case in enumerate(workflow.closings):
        yield from _flat(case.do, (*trail, "on_manual_close", index, "do"))


def of_kind(rules: Compiled, kind: type[A]) -> Iterator[tuple[Trail, A]]:
    """Every action of the class `kind`."""
    for trail, action in all_actions(rules):
        if isinstance(action, kind):
            yield trail, action


def _flat(actions: Sequence[Action], trail: Trail) -> Iterator[tuple[Trail, Action]]:
    for index, action in enumerate(actions):
        yield (*trail, index, action.name), action
        for option, key in (("do", "do"), ("otherwise", "else")):
            yield from _flat(getattr(action, option, ()), (*trail, index, action.name, key))
