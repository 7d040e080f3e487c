"""What is wrong with the options of an action, as problems with their place."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from automation.config.faults import Problem

Trail = tuple[str | int, ...]


def problems_of(error: ValueError, trail: Trail) -> Iterator[Problem]:
    """One problem for each thing that `error`, raised while an action was bound, names.

    Args:
        error: what `registry.bind` raised.
        trail: where the options stand, up to the action's name.
    """
    if not isinstance(error, ValidationError):
        yield Problem(trail=trail, message=str(error), code="unknown-action", at_key=True)
        return
    for detail in error.errors(include_url=False, include_input=False, include_context=False):
        inner = tuple(step for step in detail["loc"] if not str(step).startswith("function-"))
        message = detail["msg"].removeprefix("Value error, ")
        words = f"action {trail[-1]}: {message[:1].lower()}{message[1:]}"
        yield Problem(trail=(*trail, *inner), message=words, code="action")
