"""A condition taken apart: which of its parts held, and what the names in them stood for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from datetime import date
from functools import lru_cache
from typing import Any, Final

from jinja2 import nodes

from automation.decide.expressions import ConditionError, Expression, compile_expression, readable
from automation.decide.guard import collapse
from automation.decide.jinja import Sandbox
from automation.model.decision import Seen

_SANDBOX: Final = Sandbox()
#: values that one explanation shows, and characters of each: it is kept with every run
_MOST: Final = 8
_LENGTH: Final = 80
#: functions that ask nobody and cost little; no others are called for an explanation alone
_FREE: Final = frozenset({"label", "checklist", "clock"})
#: names behind which other issues are counted, which a condition may well not have come to
_COSTLY: Final = frozenset({"quota", "budget"})


def weigh(condition: str, names: Mapping[str, Any]) -> tuple[bool, Seen]:
    """Whether `condition` holds with `names`, and what was seen.

    The parts of a chain of ``and`` are evaluated one after the other, up to the first that does not hold, as the
    chain itself does.

    Raises:
        ConditionError: it names something unknown or cannot be evaluated.
    """
    chain = parts_of(condition)
    for held, part in enumerate(chain):
        if not part.evaluate(names):
            return False, Seen(part=part.source, held=held, parts=len(chain), values=_values(part.source, names))
    return True, Seen(part="", held=len(chain), parts=len(chain), values=_values(condition, names))


@lru_cache(maxsize=4096)
def parts_of(condition: str) -> tuple[Expression, ...]:
    """The parts of `condition` that ``and`` joins; the whole where it is no such chain.

    Raises:
        ConditionError: it is no expression.
    """
    whole = compile_expression(condition)
    if not isinstance(_tree(condition), nodes.And):
        return (whole,)
    return tuple(compile_expression(part) for part in _split(condition))


def _tree(condition: str) -> nodes.Node:
    with readable(condition):
        output = _SANDBOX.parse("{{" + condition + "}}").body[0]
    return output.nodes[0] if isinstance(output, nodes.Output) else output


def _split(condition: str) -> Iterator[str]:
    """What stands between the words ``and`` outside of brackets."""
    depth, part = 0, ""
    for _, kind, text in _SANDBOX.lex("{{" + condition + "}}"):
        if kind in {"variable_begin", "variable_end"}:
            continue
        depth += (kind == "operator" and text in "([{") - (kind == "operator" and text in ")]}")
        if depth == 0 and kind == "name" and text == "and":
            yield part.strip()
            part = ""
        else:
            part += text
    yield part.strip()


def _values(source: str, names: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The names used in `source`, as written, with their values in words; what has no plain value is left out."""
    found = list[tuple[str, str]]()
    for path in paths_of(source):
        with suppress(ConditionError):
            words = _words(compile_expression(path).evaluate(names))
            found += [] if words is None else [(path, words)]
    return tuple(found[:_MOST])


@lru_cache(maxsize=4096)
def paths_of(source: str) -> tuple[str, ...]:
    """What the expression `source` asks for by name, in order: ``stage``, ``fields['Region']``, ``label('x')``."""
    return tuple(dict.fromkeys(_paths(_tree(source))))


def _paths(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        # A method has no value that says anything; what it is called on has.
        yield from _paths(node.node.node)
        for argument in node.args:
            yield from _paths(argument)
        return
    path = _written(node)
    if path is not None and _root(node) not in _COSTLY:
        yield path
    elif path is None:
        for child in node.iter_child_nodes():
            yield from _paths(child)


def _written(node: nodes.Node) -> str | None:
    """The path that `node` is, as it is written; None where it is none."""
    match node:
        case nodes.Name():
            return node.name
        case nodes.Getattr():
            return _joined(node.node, f".{node.attr}")
        case nodes.Getitem(arg=nodes.Const(value=key)):
            return _joined(node.node, f"[{key!r}]")
        case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=value)]) if name in _FREE:
            return f"{name}({value!r})"
    return None


def _joined(inner: nodes.Node, rest: str) -> str | None:
    start = _written(inner)
    return None if start is None else start + rest


def _root(node: nodes.Node) -> str:
    """The name that a path begins with."""
    return node.name if isinstance(node, nodes.Name) else _root(next(node.iter_child_nodes()))


def _words(value: Any) -> str | None:
    """`value` as people read it, on one short line; None for functions and for what has no plain words."""
    match value:
        case None | "":
            return "empty"
        case bool():
            return "yes" if value else "no"
        case int() | float() | date() | str():
            return collapse(str(value), _LENGTH)
        case AbstractSet() | tuple() | list():
            listed = sorted(value, key=str) if isinstance(value, AbstractSet) else value
            return collapse(", ".join(map(str, listed)), _LENGTH) or "none"
        case Mapping() if "username" in value:
            return str(value["username"]) or "nobody"
    return None
