"""What is wrong with an action as written, as problems with their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from automation.actions.registry import known_actions
from automation.config.action import Action as Raw
from automation.config.base import as_list
from automation.config.faults import Problem
from automation.config.shape import shape_of
from automation.config.spelling import proposal
from automation.config.validate import problems_of as read_problems
from automation.decide.action import Action

Trail = tuple[str | int, ...]


def problems_of(raw: Raw, trail: Trail) -> Iterator[Problem]:
    """One problem for each thing that is wrong with `raw` and with the actions in its options.

    Args:
        raw: the action as written.
        trail: where it stands, up to its name.
    """
    known = known_actions()
    kind = known.get(raw.name)
    if kind is None:
        remedy = proposal(raw.name, sorted(known), "Actions")
        yield Problem(trail=trail, message="there is no such action", code="unknown-action", remedy=remedy, at_key=True)
        return
    yield from _option_problems(kind, kind.spell(raw.options), trail)
    for option in kind.lists:
        written = raw.options.get(option) if isinstance(raw.options, dict) else None
        for index, item in enumerate(as_list(written)):
            yield from _nested_problems(item, (*trail, option, index))


def _option_problems(kind: type[Action], options: Any, trail: Trail) -> Iterator[Problem]:
    """What is wrong with the options themselves."""
    try:
        kind.model_validate(options, context={"bind": lambda _: []})
    except ValidationError as error:
        for problem in read_problems(error, options, shape_of(kind)):
            yield problem.under(*trail)


def _nested_problems(item: Any, trail: Trail) -> Iterator[Problem]:
    try:
        raw = Raw.model_validate(item)
    except ValidationError as error:
        for problem in read_problems(error, item, shape_of(Raw)):
            yield problem.under(*trail)
    else:
        yield from problems_of(raw, (*trail, raw.name))
