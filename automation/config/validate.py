"""A file's data to its model, with every problem at once.

pydantic gives no model as long as there is one error. What is wrong is therefore mended in a copy, so that the checks
across names still see the rest of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from automation.config.faults import Problem
from automation.config.mend import mend
from automation.config.positions import Trail
from automation.config.shape import Shape, shape_of
from automation.config.wording import problem_of

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Validated(Generic[M]):
    """What came of a file."""

    #: the model, with what was wrong left out
    part: M
    #: what it was made of: the file's data without what was wrong
    data: Any
    problems: tuple[Problem, ...] = ()


def validate(model: type[M], data: Any, *, strict: bool) -> Validated[M]:
    """The `model` that `data` describes, and everything that is wrong with it.

    `strict` takes text only for text; otherwise text that reads as a number or boolean counts as one, as values from
    the environment are text.
    """
    part, problems = _tried(model, data, strict=strict)
    if part is None:
        return Validated(*_mended(model, data, problems, strict=strict), tuple(problems))
    return Validated(part, data)


def without(found: Validated[M], problems: Iterable[Problem], *, strict: bool) -> M:
    """The model of `found` without the values that `problems` name, which checks across names found in it."""
    wrong = [replace(problem, trail=trail) for problem in problems if (trail := _whole(problem.trail, found.data))]
    return _mended(type(found.part), found.data, wrong, strict=strict)[0] if wrong else found.part


def problems_of(error: ValidationError, data: Any, shape: Shape) -> list[Problem]:
    """What pydantic found wrong with `data`, in words; each trail once, and no key missing that is only misspelt."""
    found = dict(reversed(_located(error, data)))  # of several at one place the first counts
    deepest = [trail for trail in found if not any(_is_within(other, trail) for other in found)]
    problems = [problem_of(found[trail], trail, _written(data, trail), shape) for trail in deepest]
    misspelt = {problem.meant for problem in problems}
    return [problem for problem in problems if problem.trail not in misspelt]


def _mended(model: type[M], data: Any, problems: list[Problem], *, strict: bool) -> tuple[M, Any]:
    """The model without what `problems` name, and what it was made of."""
    data, done = deepcopy(data), set[Trail]()
    while True:
        data = mend(data, problems, shape_of(model), done)
        part, problems = _tried(model, data, strict=strict)
        if part is not None:
            return part, data


def _whole(trail: Trail, data: Any) -> Trail:
    """The value at `trail` as `data` has it: of a wrong word in a list the list; empty where nothing is written."""
    steps: list[str | int] = []
    for step in trail:
        if _has(data, step):
            steps.append(step)
            data = data[step]
        elif isinstance(step, str):
            return ()
    is_word = bool(steps) and isinstance(steps[-1], int) and not isinstance(data, (dict, list))
    return tuple(steps[:-1] if is_word else steps)


def _tried(model: type[M], data: Any, *, strict: bool) -> tuple[M | None, list[Problem]]:
    try:
        return model.model_validate(data, strict=strict, by_alias=True, by_name=False), []
    except ValidationError as error:
        return None, problems_of(error, data, shape_of(model))


def _located(error: ValidationError, data: Any) -> list[tuple[Trail, ErrorDetails]]:
    details = error.errors(include_url=False, include_input=False)
    return [(_trail(detail, data), detail) for detail in details]


def _trail(detail: ErrorDetails, data: Any) -> Trail:
    """The place of an error in `data`: pydantic also names the branches of unions, and items of what is no list."""
    steps: list[str | int] = []
    for step in detail["loc"]:
        if _has(data, step):
            steps.append(step)
            data = data[step]
    return (*steps, detail["loc"][-1]) if detail["type"] == "missing" else tuple(steps)


def _has(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data


def _is_within(inner: Trail, outer: Trail) -> bool:
    """Whether `inner` lies below `outer`: then `outer` is only the branch of a union that was not meant."""
    return len(inner) > len(outer) and inner[: len(outer)] == outer


def _written(data: Any, trail: Trail) -> Any:
    for step in trail:
        data = data[step] if _has(data, step) else None
    return data
