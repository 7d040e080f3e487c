"""Bounds for what expressions and texts do: steps for loops and calls, a size for what they make, a fixed order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import wraps
from typing import Any, Final

from jinja2 import pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context

#: loop turns and calls of one evaluation
STEPS: Final = 20_000
#: characters that one text may have
SIZE: Final = 1_000_000
#: under this name, which no template can write, an evaluation counts its steps
COUNTER: Final = "steps left"


class Counter:
    """The steps that one evaluation has left."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = STEPS

    def count(self) -> None:
        """Take one step; `SecurityError` where there is none left."""
        self.left -= 1
        if self.left < 0:
            message = f"it takes more than {STEPS:,} steps"
            raise SecurityError(message)


@pass_context
def in_steps(context: Context, values: Iterable[Any]) -> Iterator[Any]:
    """`values` one by one in an order that is the same every time, each a step."""
    for value in in_order(values):
        step(context)
        yield value


def step(context: Context) -> None:
    """Count one step of the evaluation that `context` belongs to.

    Raises:
        SecurityError: there is none left, or macros were imported without the context that counts.
    """
    counter = context.get(COUNTER)
    if counter is None:
        message = "macros have to be imported `with context`"
        raise SecurityError(message)
    counter.count()


def in_order(value: Any) -> Any:
    """`value`, sorted if it is a set: the order of a set is not the same every time."""
    return sorted(value) if isinstance(value, AbstractSet) else value


def listed(sequence_filter: Callable[..., Any]) -> Callable[..., Any]:
    """A filter of sequences that makes lists, which are false when they are empty, and knows no chance order."""

    @wraps(sequence_filter)
    def made(*args: Any, **options: Any) -> Any:
        found = sequence_filter(*map(in_order, args), **options)
        return list(found) if isinstance(found, Iterator) else found

    return made


def join(values: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
    """`values` as one string, those of a set in alphabetical order."""
    found = in_order(values) if attribute is None else (value[attribute] for value in values)
    return separator.join(map(str, found))


def replace(text: str, old: str, new: str) -> str:
    """`text` with `new` for each `old`.

    Raises:
        SecurityError: it would become too long.
    """
    if len(text) + text.count(old) * len(new) > SIZE:
        message = "replace makes too long a text"
        raise SecurityError(message)
    return text.replace(old, new)
