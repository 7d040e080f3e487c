"""Conditions on numbers: votes, comments, merge requests, weight, tasks, time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from automation.config.selection import Amount, Selection
from automation.decide.selection.look import Row, RowCondition
from automation.model.snapshot import Figures

Read = Callable[[Figures], int | None]

_COUNTED: Final[tuple[tuple[str, Read], ...]] = (
    ("upvotes", lambda figures: figures.upvotes),
    ("downvotes", lambda figures: figures.downvotes),
    ("comments", lambda figures: figures.comments),
    ("merge_requests", lambda figures: figures.merge_requests),
    # nought is GitLab's word for none
    ("estimate", lambda figures: figures.estimate or None),
    ("spent", lambda figures: figures.spent or None),
)


def amount_conditions(spec: Selection) -> Iterator[RowCondition]:
    """What `spec` says of numbers, those left out that stand elsewhere."""
    for name, read in _COUNTED:
        wanted = getattr(spec, name)
        if wanted is not None:
            yield number_condition(name, wanted, read)
    if spec.threads is not None:
        yield RowCondition("threads", _threads(spec.threads))
    if spec.tasks is not None:
        yield RowCondition("tasks", _tasks(spec.tasks))


def number_condition(name: str, wanted: Amount | int | str, read: Read) -> RowCondition:
    """The condition that the number that `read` gives is `wanted`: ``none``, ``any``, a number or a range."""
    holds = _held(wanted)

    def misses(row: Row) -> str | None:
        number = read(row.issue.figures)
        return None if holds(number) else f"there is {'none' if number is None else number}"

    return RowCondition(name, misses)


def within(amount: Amount, number: int) -> bool:
    """Whether `number` lies in the range."""
    below = amount.less_than is None or number < amount.less_than
    return below and (amount.greater_than is None or number > amount.greater_than)


def _held(wanted: Amount | int | str) -> Callable[[int | None], bool]:
    if wanted == "none":
        return lambda number: number is None
    if wanted == "any":
        return lambda number: number is not None
    if isinstance(wanted, Amount):
        return lambda number: number is not None and within(wanted, number)
    return lambda number: number == wanted


def _threads(wanted: Amount) -> Callable[[Row], str | None]:
    """There are at most as many threads as comments, so that few comments tell without asking."""

    def misses(row: Row) -> str | None:
        most = row.issue.figures.comments
        needed = 0 if wanted.greater_than is None else wanted.greater_than + 1
        return f"there are only {most} comments" if most < needed else None

    return misses


def _tasks(wanted: str) -> Callable[[Row], str | None]:
    def misses(row: Row) -> str | None:
        total, done = row.issue.figures.tasks, row.issue.figures.tasks_done
        held = {"none": not total, "open": done < total, "done": 0 < total == done}[wanted]
        return None if held else f"{done} of {total} are ticked"

    return misses
