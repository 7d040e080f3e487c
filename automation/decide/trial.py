"""Trying every condition, text and template on a sample, so that a slip of the pen is a fault of the configuration."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from jinja2 import meta

from automation.config.checks.permissions import permissions_of
from automation.config.faults import Problem
from automation.config.positions import Place
from automation.config.workflow import DateField, Due, Owner, Workflow
from automation.decide.expressions import Forgiving
from automation.decide.momentary import MOMENTARY
from automation.decide.newissue import blank, hints_of, render
from automation.decide.output import PlainSandbox
from automation.decide.plugins import clashes, installed
from automation.decide.sample import sample_desk, sample_occasion
from automation.decide.templates import ConditionError
from automation.decide.trial_kpis import try_reports
from automation.decide.trial_rules import try_rules
from automation.decide.trying import problem, try_actions, try_condition, try_text
from automation.decide.vocabulary import WORDS

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledWorkflow
    from automation.decide.desk import Desk

Trail = tuple[str | int, ...]
#: only reads
_PARSER = PlainSandbox()


def try_everything(rules: Compiled) -> Iterator[Problem]:
    """What cannot be evaluated, or names something that does not exist."""
    for words in (*installed().faults, *clashes(installed().conditions, {*WORDS, *MOMENTARY})):
        yield problem((), words, "plugin")
    for workflow in rules.workflows.values():
        yield from _workflow(rules, workflow)
    yield from try_rules(rules)
    yield from _schedules(rules)
    yield from try_reports(rules)
    yield from _messages(rules)


def _workflow(rules: Compiled, workflow: CompiledWorkflow) -> Iterator[Problem]:
    trail: Trail = ("programs", workflow.program, "workflows", workflow.key)
    desk, spec = sample_desk(rules, workflow), workflow.spec
    yield from try_text(desk, spec.title, (*trail, "title"))
    yield from _template(desk, workflow, (*trail, "template"))
    yield from _conditions(desk, spec, trail)
    for at, owner in _owners(spec):
        yield from _owner(desk, owner, (*trail, *at))
    yield from try_actions(desk, workflow.on_intake, (*trail, "on_intake"))
    moving = desk.acting(from_stage="")
    for entries, at in permissions_of(spec):
        for index, entry in enumerate(entries):
            yield from try_text(desk, entry, (*trail, *at, index))
    yield from _quota(desk, workflow, (*trail, "quota"))
    for name, budget in spec.budgets.items():
        for key in ("cost", "limit", "per"):
            yield from try_text(desk, str(getattr(budget, key)), (*trail, "budgets", name, key))
    for name, command in workflow.commands.items():
        at, asked = (*trail, "commands", name), desk.acting(comment=Forgiving(), note_id=1)
        yield from try_condition(asked, command.spec.when, (*at, "when"))
        yield from try_actions(asked, command.do, (*at, "do"))
        yield from try_actions(asked, command.otherwise, (*at, "else"))
    for index, case in enumerate(workflow.closings):
        yield from try_condition(desk, case.spec.if_, (*trail, "on_manual_close", index, "if"))
        yield from try_actions(desk, case.do, (*trail, "on_manual_close", index, "do"))
    for name, stage in workflow.stages.items():
        yield from _due(moving, stage.spec.due, (*trail, "stages", name, "due"))
        yield from try_actions(moving, stage.on_enter, (*trail, "stages", name, "on_enter"))
        yield from try_actions(moving, stage.on_exit, (*trail, "stages", name, "on_exit"))
    yield from _clocks(desk, workflow, trail)
    hearing = desk.acting(comment=Forgiving(), note_id=1)
    for comment in workflow.comments:
        at = (*trail, "comments", comment.word)
        yield from try_condition(hearing, comment.when, (*at, "when"))
        yield from try_actions(hearing, comment.do, (*at, "do"))
        yield from try_actions(hearing, comment.otherwise, (*at, "else"))


def _quota(desk: Desk, workflow: CompiledWorkflow, trail: Trail) -> Iterator[Problem]:
    quota = workflow.quota
    if quota is None:
        return
    yield from try_text(desk, str(quota.spec.limit), (*trail, "limit"))
    yield from try_text(desk, quota.spec.per, (*trail, "per"))
    yield from try_condition(desk, quota.spec.if_, (*trail, "if"))
    for name in ("on_taken", "on_waiting", "on_promoted", "on_exempt"):
        yield from try_actions(desk, getattr(quota, name), (*trail, name))


def _clocks(desk: Desk, workflow: CompiledWorkflow, trail: Trail) -> Iterator[Problem]:
    climbing = desk.acting(step=dict.fromkeys(("name", "clock", "elapsed", "came"), ""))
    for clock in workflow.clocks.values():
        place = (*trail, "clocks", clock.name)
        yield from try_condition(desk, clock.spec.until or "true", (*place, "until"))
        for step in clock.steps:
            at = (*place, "steps", step.index)
            yield from try_condition(climbing, step.when, (*at, "if"))
            yield from try_actions(climbing, step.actions, (*at, "do"))


def _due(desk: Desk, due: Due, trail: Trail) -> Iterator[Problem]:
    written, at = (due.otherwise, (*trail, "else")) if isinstance(due, DateField) else (due, trail)
    yield from try_text(desk, written, at)


def _conditions(desk: Desk, spec: Workflow, trail: Trail) -> Iterator[Problem]:
    yield from try_text(desk, spec.initial or "", (*trail, "initial"))
    for index, move in enumerate(spec.moves):
        yield from try_condition(desk, move.if_ or "true", (*trail, "moves", index, "if"))
        yield from try_text(desk, move.otherwise, (*trail, "moves", index, "else"))
    for index, entry in enumerate(spec.derive_stage):
        yield from try_condition(desk, entry.when, (*trail, "derive_stage", index, "when"))
    if spec.unique_by is not None and spec.unique_by.unless is not None:
        yield from try_condition(desk, spec.unique_by.unless, (*trail, "unique_by", "unless"))


def _owners(spec: Workflow) -> Iterator[tuple[Trail, Owner]]:
    if spec.owner is not None:
        yield ("owner",), spec.owner
    if spec.service_level is not None and spec.service_level.escalate_to is not None:
        yield ("service_level", "escalate_to"), spec.service_level.escalate_to
    for name, stage in spec.stages.items():
        if stage.owner is not None:
            yield ("stages", name, "owner"), stage.owner


def _owner(desk: Desk, owner: Owner, trail: Trail) -> Iterator[Problem]:
    for index, word in enumerate(owner.people):
        yield from try_text(desk, word, (*trail, "people", index))
    if owner.by is not None:
        yield from try_condition(desk, owner.by, (*trail, "by"))
    if owner.where is not None:
        person = desk.rules.people.view(next(iter(desk.rules.config.people), ""))
        yield from try_condition(desk.acting(person=person), owner.where, (*trail, "where"))
    if owner.otherwise is not None:
        yield from _owner(desk, owner.otherwise, (*trail, "else"))


def _schedules(rules: Compiled) -> Iterator[Problem]:
    for name, program in rules.config.programs.items():
        for index, spec in enumerate(program.schedules):
            schedule = rules.schedules.get(spec.name)
            if schedule is not None:  # else its times are a fault already
                desk = sample_occasion(rules, schedule)
                yield from try_actions(desk, schedule.actions, ("programs", name, "schedules", index, "do"))


def _messages(rules: Compiled) -> Iterator[Problem]:
    """Messages are said in many places, so they are read, and only their names are checked."""
    groups = [(("programs", name), program.messages) for name, program in rules.config.programs.items()]
    for top, messages in [*groups, ((), rules.config.messages)]:
        for key, spec in messages.items():
            trail: Trail = (*top, "messages", key)
            yield from _names(rules, spec.text, (*trail, "text"))
            for name, written in spec.attrs.items():
                yield from _names(rules, written, (*trail, "attrs", name))


def _names(rules: Compiled, written: str, trail: Trail) -> Iterator[Problem]:
    try:
        rules.texts.text(written)
    except ConditionError as error:
        yield problem(trail, str(error), "text")
        return
    unknown = sorted(
        meta.find_undeclared_variables(_PARSER.parse(written))
        - set(WORDS)
        - set(MOMENTARY)
        - set(installed().conditions)
    )
    if unknown:
        yield problem(trail, f"nothing is called {', '.join(unknown)} here", "unknown-name")


def _template(desk: Desk, workflow: CompiledWorkflow, trail: Trail) -> Iterator[Problem]:
    """Filled in by Usher, and blank as people get it."""
    name = workflow.spec.template
    try:
        render(desk, name, desk.fields, hints_of(workflow))
        blank(desk.rules, workflow)
    except ConditionError as error:
        if error.at is None:
            yield problem(trail, f"template {name}: {error}", "template")
        else:
            file, line = error.at
            yield problem(("templates", file), str(error), "template", Place(line))
