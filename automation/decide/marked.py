"""Finding the texts and conditions in an action's options, by the marks on their types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel

from automation.decide.action import Action, IsCondition, IsText

#: trail within the options, the kind of the mark, what is written there
Found = tuple[tuple[str | int, ...], type[IsText | IsCondition], str]


def marked(part: BaseModel) -> Iterator[Found]:
    """Every text and condition in `part`, with its trail."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        step = field.alias or name
        for trail, kind, written in _in(Annotated[field.annotation, *field.metadata, None], value):
            yield (step, *trail), kind, written


def _in(annotation: Any, value: Any) -> Iterator[Found]:
    if isinstance(value, Action):
        return
    if isinstance(value, BaseModel):
        yield from marked(value)
    elif isinstance(value, str):
        kind = _mark(annotation)
        if kind is not None:
            yield (), kind, value
    elif isinstance(value, dict):
        yield from _items(annotation, value.items())
    elif isinstance(value, list):
        yield from _items(annotation, enumerate(value))


def _items(annotation: Any, pairs: Any) -> Iterator[Found]:
    for step, item in pairs:
        for trail, kind, written in _in(annotation, item):
            yield (step, *trail), kind, written


def _mark(annotation: Any) -> type[IsText | IsCondition] | None:
    """The mark anywhere in `annotation`: lists, mappings and unions hold texts of one kind only."""
    if isinstance(annotation, IsText | IsCondition):
        return type(annotation)
    parts = get_args(annotation) if get_origin(annotation) is not None else ()
    return next((found for part in parts if (found := _mark(part)) is not None), None)
