"""The sandbox in which expressions and texts of the configuration run: data in, a value out, nothing else in reach.

The configuration is trusted to say what happens, not to run code. It sees the data that it is given, some methods of
strings, mappings and dates, chosen filters, and has a bounded number of steps. Values from issues are only ever data.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, cast

from jinja2 import nodes
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.loaders import BaseLoader
from jinja2.runtime import Context, LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment, safe_range
from jinja2.visitor import NodeTransformer

from automation.decide.normalise import NORMALISERS
from automation.decide.steps import in_steps, join, listed, replace, step
from automation.decide.undefined import Strict

#: the methods that may be called; attributes that are no methods may all be read
_METHODS: Final[Mapping[type, frozenset[str]]] = {
    str: frozenset({"casefold", "endswith", "lower", "split", "splitlines", "startswith", "strip", "upper"}),
    Mapping: frozenset({"get", "items", "keys", "values"}),
    date: frozenset({"date", "isoformat", "isoweekday", "weekday"}),
    LoopContext: frozenset({"changed", "cycle"}),
}
#: filters of Jinja2 that make nothing big, reach no attribute and do not depend on chance
_FILTERS: Final = (
    *("abs", "capitalize", "count", "d", "default", "float", "int", "length", "lower", "max", "min", "round", "string"),
    *("sum", "trim", "truncate", "upper", "wordcount"),
)
_SEQUENCE_FILTERS: Final = (
    *("dictsort", "first", "items", "last", "list", "map", "reject", "rejectattr", "select", "selectattr", "sort"),
    *("unique",),
)
_NUMBERS: Final = (int, float)


class Sandbox(ImmutableSandboxedEnvironment):
    """An environment for expressions; `automation.decide.output` adds what texts need."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, loader: BaseLoader | None = None) -> None:
        super().__init__(
            undefined=Strict,
            loader=loader,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        self.globals = {"range": safe_range}
        known = {name: self.filters[name] for name in _FILTERS}
        known |= {name: listed(self.filters[name]) for name in _SEQUENCE_FILTERS}
        self.filters = {**known, **NORMALISERS, "join": join, "replace": replace, "in_steps": in_steps}

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(self.prepared(source), *args, **kwargs)

    def prepared(self, template: nodes.Template) -> nodes.Template:
        """`template` as it is compiled: its loops count their turns."""
        return cast("nodes.Template", _Counted().visit(template))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute``: of a mapping its key, before its method."""
        if isinstance(obj, Mapping) and (attribute in obj or attribute not in _METHODS[Mapping]):
            return self.getitem(obj, attribute)
        return super().getattr(obj, attribute)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Data may be read; of methods only those listed may be called, and the macros of a template."""
        if not super().is_safe_attribute(obj, attr, value):
            return False
        known = any(isinstance(obj, kind) and attr in names for kind, names in _METHODS.items())
        return known or not callable(value) or (isinstance(obj, TemplateModule) and isinstance(value, Macro))

    def wrap_str_format(self, value: Any) -> None:
        """``str.format`` is no method that may be called: a width is enough to fill the memory."""

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function or macro: one step."""
        step(context)
        return super().call(context, obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Operators that make long things of short ones work on numbers only, and powers not at all."""
        if operator == "**" or not isinstance(left, _NUMBERS) or not isinstance(right, _NUMBERS):
            message = f"{operator} does not work on {type(left).__name__} and {type(right).__name__} here"
            raise SecurityError(message)
        return super().call_binop(context, operator, left, right)


class _Counted(NodeTransformer):
    """Has every loop count its turns."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 - the name of the node
        self.generic_visit(node)
        node.iter = filtered(cast("nodes.Expr", node.iter), "in_steps")
        return node


def filtered(node: nodes.Expr, name: str) -> nodes.Filter:
    """``node | name``."""
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)
