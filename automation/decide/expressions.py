"""Conditions and other expressions of the configuration: read once, evaluated often, failing in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from traceback import walk_tb
from typing import Any, Final

from jinja2 import Template, TemplateError, TemplateNotFound, TemplateSyntaxError, Undefined
from jinja2.environment import TemplateExpression
from jinja2.exceptions import SecurityError

from automation.decide.jinja import Sandbox
from automation.decide.steps import COUNTER, Counter
from automation.decide.undefined import Unknown, missing

_SANDBOX: Final = Sandbox()
#: what evaluating the code of a template may raise: Jinja2's own, and what the operations on wrong values raise
_FAILURES: Final = (TemplateError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class ConditionError(ValueError):
    """An expression, text or template cannot be read, or not be evaluated with the values at hand; says why."""

    def __init__(self, message: str, at: tuple[str, int] | None = None) -> None:
        super().__init__(message)
        #: template and line where it went wrong; None where that is no file
        self.at = at


class Forgiving(dict[str, Any]):
    """A mapping whose missing keys are the empty string: what may be absent, such as memory and opened issues."""

    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression, ready."""

    source: str
    code: TemplateExpression

    def evaluate(self, names: Mapping[str, Any]) -> Any:
        """Its value with `names`.

        Raises:
            ConditionError: a name is unknown, or an operation does not go with the values.
        """
        with explained(names):
            value = self.code({**names, COUNTER: Counter()})
            # a name that is not there fails when it is used; this is its last use
            if isinstance(value, Undefined):
                str(value)
        return value


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Expression:
    """`source` made ready.

    Raises:
        ConditionError: it is no expression.
    """
    with readable(source):
        return Expression(source, _SANDBOX.compile_expression(source, undefined_to_none=False))


@contextmanager
def readable(source: str) -> Iterator[None]:
    """Turns faults of syntax into `ConditionError`; `source` is what was written, or where."""
    try:
        yield
    except (TemplateSyntaxError, SecurityError) as error:
        message = f"{source.strip()!r} cannot be read: {error.message}"
        raise ConditionError(message, _line(error)) from None


@contextmanager
def explained(names: Mapping[str, Any]) -> Iterator[None]:
    """Turns what fails in the code of a template into `ConditionError`; `names` are those that it could use."""
    try:
        yield
    except _FAILURES as error:
        raise ConditionError(_words(error, names), _line(error)) from error


def _words(error: Exception, names: Mapping[str, Any]) -> str:
    match error:
        case Unknown():
            return _unknown(error, names)
        case TemplateSyntaxError():
            return f"{error.name!r} cannot be read: {error.message}"
        case TemplateNotFound():
            return there_is_no(str(error.name), (), what="template ")
        case KeyError():
            return there_is_no(error.args[0], ())
    return str(error) or type(error).__name__


def _line(error: Exception) -> tuple[str, int] | None:
    """The template and its line in which `error` was raised; None outside of templates."""
    if isinstance(error, TemplateSyntaxError) and error.name:
        return error.name, error.lineno
    found = None
    for frame, line in walk_tb(error.__traceback__):
        template = frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template) and template.name:
            found = template.name, template.get_corresponding_lineno(line)
    return found


def there_is_no(name: object, known: Iterable[object], *, what: str = "") -> str:
    """Words for a `name` that is not among those that are `known`, with the nearest of them."""
    near = get_close_matches(str(name), [str(other) for other in known if other != COUNTER], n=1)
    return f"there is no {what}{name!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def _unknown(error: Unknown, names: Mapping[str, Any]) -> str:
    known = names if error.owner is missing else error.owner
    if isinstance(known, Mapping):
        return there_is_no(error.name, known)
    return f"{type(known).__name__} has no {error.name!r}"
