"""Trying every condition, text and template on a sample, so that a slip of the pen is a fault of the configuration."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from jinja2 import meta

from automation.config.faults import Problem
from automation.config.positions import Place
from automation.config.workflow import DateField, Due, Owner, Workflow
from automation.decide.action import Action, IsCondition
from automation.decide.expressions import Forgiving
from automation.decide.marked import marked
from automation.decide.newissue import blank, render
from automation.decide.output import PlainSandbox
from automation.decide.perform import NO_ISSUE
from automation.decide.sample import sample_desk, sample_occasion
from automation.decide.templates import ConditionError
from automation.decide.vocabulary import MOMENTARY, WORDS

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled, CompiledWorkflow
    from automation.decide.desk import Desk

Trail = tuple[str | int, ...]
#: only reads
_PARSER = PlainSandbox()


def try_everything(rules: Compiled) -> Iterator[Problem]:
    """What cannot be evaluated, or names something that does not exist."""
    for workflow in rules.workflows.values():
        yield from _workflow(rules, workflow)
    yield from _rules(rules)
    yield from _schedules(rules)
    yield from _messages(rules)


def _workflow(rules: Compiled, workflow: CompiledWorkflow) -> Iterator[Problem]:
    trail: Trail = ("programs", workflow.program, "workflows", workflow.key)
    desk, spec = sample_desk(rules, workflow), workflow.spec
    yield from _text(desk, spec.title, (*trail, "title"))
    yield from _template(desk, workflow, (*trail, "template"))
    yield from _conditions(desk, spec, trail)
    for at, owner in _owners(spec):
        yield from _owner(desk, owner, (*trail, *at))
    yield from _actions(desk, workflow.on_intake, (*trail, "on_intake"))
    moving = desk.acting(from_stage="")
    for index, case in enumerate(workflow.closings):
        yield from _condition(desk, case.spec.if_, (*trail, "on_manual_close", index, "if"))
        yield from _actions(desk, case.do, (*trail, "on_manual_close", index, "do"))
    for name, stage in workflow.stages.items():
        yield from _due(moving, stage.spec.due, (*trail, "stages", name, "due"))
        yield from _actions(moving, stage.on_enter, (*trail, "stages", name, "on_enter"))
        yield from _actions(moving, stage.on_exit, (*trail, "stages", name, "on_exit"))
    hearing = desk.acting(comment=Forgiving(), note_id=1)
    for comment in workflow.comments:
        at = (*trail, "comments", comment.word)
        yield from _condition(hearing, comment.when, (*at, "when"))
        yield from _actions(hearing, comment.do, (*at, "do"))
        yield from _actions(hearing, comment.otherwise, (*at, "else"))


def _due(desk: Desk, due: Due, trail: Trail) -> Iterator[Problem]:
    written, at = (due.otherwise, (*trail, "else")) if isinstance(due, DateField) else (due, trail)
    yield from _text(desk, written, at)


def _conditions(desk: Desk, spec: Workflow, trail: Trail) -> Iterator[Problem]:
    yield from _text(desk, spec.initial or "", (*trail, "initial"))
    for index, move in enumerate(spec.moves):
        yield from _condition(desk, move.if_ or "true", (*trail, "moves", index, "if"))
        yield from _text(desk, move.otherwise, (*trail, "moves", index, "else"))
    for index, entry in enumerate(spec.derive_stage):
        yield from _condition(desk, entry.when, (*trail, "derive_stage", index, "when"))
    if spec.unique_by is not None and spec.unique_by.unless is not None:
        yield from _condition(desk, spec.unique_by.unless, (*trail, "unique_by", "unless"))


def _owners(spec: Workflow) -> Iterator[tuple[Trail, Owner]]:
    if spec.owner is not None:
        yield ("owner",), spec.owner
    if spec.service_level is not None and spec.service_level.escalate_to is not None:
        yield ("service_level", "escalate_to"), spec.service_level.escalate_to
    for name, stage in spec.stages.items():
        if stage.owner is not None:
            yield ("stages", name, "owner"), stage.owner


def _owner(desk: Desk, owner: Owner, trail: Trail) -> Iterator[Problem]:
    if owner.by is not None:
        yield from _condition(desk, owner.by, (*trail, "by"))
    if owner.where is not None:
        person = desk.rules.people.view(next(iter(desk.rules.config.people), ""))
        yield from _condition(desk.acting(person=person), owner.where, (*trail, "where"))
    if owner.otherwise is not None:
        yield from _owner(desk, owner.otherwise, (*trail, "else"))


def _rules(rules: Compiled) -> Iterator[Problem]:
    for name, program in rules.config.programs.items():
        for index, rule in enumerate(program.rules):
            trail: Trail = ("programs", name, "rules", index)
            found = next((found for known in rules.rules.values() for found in known if found.name == rule.name), None)
            # a workflow that is not there is a fault already
            for key in [key for key in rule.workflow if key in rules.workflows] if rule.workflow else [""]:
                event = {"name": "sample", "data": Forgiving()}
                desk = sample_desk(rules, rules.workflows.get(key)).acting(event=event)
                yield from _condition(desk, rule.when, (*trail, "when"))
                yield from _actions(desk, found.actions if found else (), (*trail, "do"))


def _schedules(rules: Compiled) -> Iterator[Problem]:
    for name, program in rules.config.programs.items():
        for index, spec in enumerate(program.schedules):
            schedule = rules.schedules.get(spec.name)
            if schedule is not None:  # else its times are a fault already
                desk = sample_occasion(rules, schedule)
                yield from _actions(desk, schedule.actions, ("programs", name, "schedules", index, "do"))


def _actions(desk: Desk, actions: Sequence[Action], trail: Trail) -> Iterator[Problem]:
    for index, action in enumerate(actions):
        at = (*trail, index, action.name)
        if desk.draft.absent and action.needs_issue:
            yield _problem(at, f"{NO_ISSUE}; open one with open_issue, or use notify or send", "needs-issue")
            continue
        for words in action.misfits(desk.rules, desk.workflow):
            yield _problem(at, words, "unknown-name")
        for inner, kind, written in marked(action):
            check = _condition if kind is IsCondition else _text
            yield from check(desk, written, (*at, *inner))
        for option in ("do", "otherwise"):
            yield from _actions(desk, getattr(action, option, ()), (*at, "else" if option == "otherwise" else option))


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
        yield _problem(trail, str(error), "text")
        return
    unknown = sorted(meta.find_undeclared_variables(_PARSER.parse(written)) - set(WORDS) - set(MOMENTARY))
    if unknown:
        yield _problem(trail, f"nothing is called {', '.join(unknown)} here", "unknown-name")


def _condition(desk: Desk, written: str, trail: Trail) -> Iterator[Problem]:
    try:
        if written != "true":
            desk.rules.texts.expression(written).evaluate(desk.names())
    except ConditionError as error:
        yield _problem(trail, str(error), "condition")


def _text(desk: Desk, written: str, trail: Trail) -> Iterator[Problem]:
    try:
        desk.raw(written)
    except ConditionError as error:
        yield _problem(trail, str(error), "text")


def _template(desk: Desk, workflow: CompiledWorkflow, trail: Trail) -> Iterator[Problem]:
    """Filled in by Usher, and blank as people get it."""
    name = workflow.spec.template
    try:
        render(desk, name, desk.fields, {})
        blank(desk.rules, workflow)
    except ConditionError as error:
        if error.at is None:
            yield _problem(trail, f"template {name}: {error}", "template")
        else:
            file, line = error.at
            yield _problem(("templates", file), str(error), "template", Place(line))


def _problem(trail: Trail, words: str, code: str, place: Place | None = None) -> Problem:
    """`words` as a problem: what comes behind the semicolon says what would be right."""
    message, _, remedy = words.partition("; ")
    full_stop = "" if not remedy or remedy.endswith("?") else "."
    remedy = f"{remedy[:1].upper()}{remedy[1:]}{full_stop}"
    return Problem(trail=trail, message=message.removesuffix("."), code=code, remedy=remedy, place=place)
