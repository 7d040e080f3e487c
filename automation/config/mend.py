"""What is wrong taken out of a file's data, so that the rest can be looked at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.shape import Shape


def mend(data: Any, problems: Iterable[Problem], shape: Shape, done: set[Trail]) -> Any:
    """`data` without what `problems` name. What was mended before, as `done` says, goes with what is around it.

    A misspelt key gets its right name, other unknown keys go; a wrong value gives way to the default or, where there is
    none, to an empty one. So names and the order of lists stay. Repeated often enough this ends, at worst at nothing.
    """
    touched: set[Trail] = set()
    for problem in problems:
        trail = _untouched(problem.trail, done)
        if not any(trail[: len(other)] == other for other in touched):
            data = _mended(data, trail, problem, shape)
            touched.add(trail)
    done |= touched
    if () in touched:
        done.clear()
    return data


def _untouched(trail: Trail, done: set[Trail]) -> Trail:
    while trail and trail in done:
        trail = trail[:-1]
    return trail


def _mended(data: Any, trail: Trail, problem: Problem, shape: Shape) -> Any:
    if not trail:
        return {}
    holder = data
    for step in trail[:-1]:
        holder = holder[step]
    if problem.at_key and trail == problem.trail:
        _rename(holder, trail, problem.meant)
    elif shape.is_optional(trail):
        del holder[trail[-1]]
    else:
        holder[trail[-1]] = shape.blank(trail)
    return data


def _rename(holder: dict[str | int, Any], trail: Trail, meant: Trail | None) -> None:
    value = holder.pop(trail[-1])
    if meant is not None:
        holder.setdefault(meant[-1], value)
