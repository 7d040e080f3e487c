"""Trying one condition, text or list of actions on a sample; what goes wrong is a problem with its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from automation.config.faults import Problem
from automation.config.positions import Place
from automation.decide.action import Action, IsCondition
from automation.decide.marked import marked
from automation.decide.perform import NO_ISSUE
from automation.decide.templates import ConditionError

if TYPE_CHECKING:
    from automation.decide.desk import Desk

Trail = tuple[str | int, ...]


def try_actions(desk: Desk, actions: Sequence[Action], trail: Trail) -> Iterator[Problem]:
    """What is wrong with the texts, the conditions and the names of `actions`, which stand at `trail`."""
    for index, action in enumerate(actions):
        at = (*trail, index, action.name)
        if desk.draft.absent and action.needs_issue:
            yield problem(at, f"{NO_ISSUE}; open one with open_issue, or use notify or send", "needs-issue")
            continue
        for words in action.misfits(desk.rules, desk.workflow):
            yield problem(at, words, "unknown-name")
        for inner, kind, written in marked(action):
            check = try_condition if kind is IsCondition else try_text
            yield from check(desk, written, (*at, *inner))
        for option in ("do", "otherwise"):
            inner_at = (*at, "else" if option == "otherwise" else option)
            yield from try_actions(desk, getattr(action, option, ()), inner_at)


def try_condition(desk: Desk, written: str, trail: Trail) -> Iterator[Problem]:
    """A problem if the expression `written` cannot be evaluated."""
    try:
        if written != "true":
            desk.rules.texts.expression(written).evaluate(desk.names())
    except ConditionError as error:
        yield problem(trail, str(error), "condition")


def try_text(desk: Desk, written: str, trail: Trail) -> Iterator[Problem]:
    """A problem if the text `written` cannot be filled in."""
    try:
        desk.raw(written)
    except ConditionError as error:
        yield problem(trail, str(error), "text")


def problem(trail: Trail, words: str, code: str, place: Place | None = None) -> Problem:
    """`words` as a problem: what comes behind the semicolon says what would be right."""
    message, _, remedy = words.partition("; ")
    full_stop = "" if not remedy or remedy.endswith("?") else "."
    remedy = f"{remedy[:1].upper()}{remedy[1:]}{full_stop}"
    return Problem(trail=trail, message=message.removesuffix("."), code=code, remedy=remedy, place=place)
