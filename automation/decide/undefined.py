"""What a name that is not there is to an expression: an error that knows which name it was."""

from __future__ import annotations

from functools import partial
from typing import Any, cast

from jinja2 import StrictUndefined, UndefinedError
from jinja2.utils import missing

__all__ = ["Strict", "Unknown", "missing"]


class Unknown(UndefinedError):
    """A name, key or attribute is not there."""

    def __init__(self, message: str | None = None, *, name: object = None, owner: object = None) -> None:
        super().__init__(message)
        #: what was asked for
        self.name = name
        #: where it was asked for; `jinja2.runtime.missing` for the names of the expression itself
        self.owner = owner


class Strict(StrictUndefined):
    """What is not there: whatever is done with it fails, with its name at hand."""

    __slots__ = ()

    def __init__(
        self, hint: str | None = None, obj: Any = missing, name: Any = None, exc: Any = UndefinedError
    ) -> None:
        named = partial(Unknown, name=name, owner=obj) if exc is UndefinedError else exc
        super().__init__(hint, obj, name, cast("type[UndefinedError]", named))
