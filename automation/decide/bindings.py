"""What is wrong with an action as written, as problems with their place."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from automation.actions.registry import ACTIONS
from automation.config.faults import Problem
from automation.config.shape import shape_of
from automation.config.spelling import proposal
from automation.config.validate import problems_of as read_problems
from automation.config.workflow import Action as Raw

Trail = tuple[str | int, ...]


def problems_of(error: ValueError, raw: Raw, trail: Trail) -> Iterator[Problem]:
    """One problem for each thing that is wrong with `raw`.

    Args:
        error: what `registry.bind` raised for it.
        raw: the action as written.
        trail: where it stands, up to its name.
    """
    kind = ACTIONS.get(raw.name)
    if kind is None:
        remedy = proposal(raw.name, sorted(ACTIONS), "Actions")
        yield Problem(trail=trail, message="there is no such action", code="unknown-action", remedy=remedy, at_key=True)
    elif isinstance(error, ValidationError):
        for problem in read_problems(error, kind.spell(raw.options), shape_of(kind)):
            yield problem.under(*trail)
    else:
        yield Problem(trail=trail, message=str(error), code="action")
