"""How values come into texts: literals of the configuration as they are, everything else guarded (rules.md G15).

A text is rendered once. What came from values is marked on the way with two characters that no text can hold, so that
the text is known in full and without any value, and both can be compared (`guard.check_final`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Any, Final, cast

from jinja2 import Undefined, nodes
from jinja2.exceptions import SecurityError
from jinja2.loaders import BaseLoader
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer

from automation.decide.guard import Safe, inline, prose
from automation.decide.jinja import Sandbox, filtered
from automation.decide.steps import in_order

#: around what came from a value (Unicode noncharacters, see `guard`)
_OPEN: Final = "\ufdd0"
_CLOSE: Final = "\ufdd1"
_MARKED: Final = re.compile(f"{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE}")
_MARKS: Final = str.maketrans("", "", _OPEN + _CLOSE)
#: constants of the configuration: as trustworthy as the text that uses them
_CONSTANTS: Final = "values"
#: what would let text past the guard, by the words for it
_BARRED: Final[Mapping[type[nodes.Node], str]] = {
    nodes.AssignBlock: "{% set %} with a block",
    nodes.FilterBlock: "{% filter %}",
    nodes.Include: "{% include %}",
    nodes.Extends: "{% extends %}",
    nodes.Block: "{% block %}",
}


class MarkdownSandbox(Sandbox):
    """Fills in texts that people read as Markdown."""

    def __init__(self, loader: BaseLoader | None = None) -> None:
        super().__init__(loader)
        self.finalize = shown
        self.filters |= {"literal": literal, "glued": glued, "join": joined}
        self.filters |= {"inline": shown, "prose": quoted, "blockquote": quoted}

    def prepared(self, template: nodes.Template) -> nodes.Template:
        """`template` as it is compiled: its literals are known as such.

        Raises:
            SecurityError: it has a statement that would let text past the guard.
        """
        for kind, words in _BARRED.items():
            if template.find(kind):
                message = f"{words} cannot be used in texts"
                raise SecurityError(message)
        return super().prepared(_Literals().visit(template))

    def call(self, context: Any, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function or macro; what a macro makes was guarded while it was made."""
        found = super().call(context, obj, *args, **kwargs)
        return Safe(found) if isinstance(obj, Macro) else found


class PlainSandbox(Sandbox):
    """Fills in texts that are data: titles, labels, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.finalize = as_text
        self.filters |= {"inline": inline, "prose": prose, "blockquote": prose}


class _Literals(NodeTransformer):
    """Marks what the configuration wrote: its strings and its constants."""

    def visit_Const(self, node: nodes.Const) -> nodes.Expr:  # noqa: N802 - the names of the nodes
        return filtered(node, "literal") if isinstance(node.value, str) else node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802 - the name of Jinja's visitor
        self.generic_visit(node)
        return filtered(nodes.List(node.nodes, lineno=node.lineno), "glued")

    def visit_Name(self, node: nodes.Name) -> nodes.Expr:  # noqa: N802 - the name of Jinja's visitor
        if node.name != _CONSTANTS:
            return node
        if node.ctx != "load":
            message = f"{_CONSTANTS} are the constants of config.yml; give what you set another name"
            raise SecurityError(message)
        return filtered(node, "literal")

    def visit_Getattr(self, node: nodes.Getattr) -> nodes.Expr:  # noqa: N802 - the name of Jinja's visitor
        return self._step(node)

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Expr:  # noqa: N802 - the name of Jinja's visitor
        return self._step(node)

    def _step(self, node: nodes.Getattr | nodes.Getitem) -> nodes.Expr:
        """A step into data: what lies in a constant is a constant."""
        self.generic_visit(node)
        inner = node.node
        if not isinstance(inner, nodes.Filter) or inner.name != "literal" or isinstance(inner.node, nodes.Const):
            return node
        node.node = cast("nodes.Expr", inner.node)
        return filtered(node, "literal")


def without_marks(text: str) -> tuple[str, str]:
    """A rendered text in full, and the same without what came from values.

    Raises:
        SecurityError: the text itself has the marks.
    """
    bare = _MARKED.sub("", text)
    if _OPEN in bare or _CLOSE in bare:
        message = "the characters U+FDD0 and U+FDD1 cannot be used in texts"
        raise SecurityError(message)
    return text.translate(_MARKS), bare


def literal(value: Any) -> Any:
    """`value`, which the configuration wrote, as Markdown that needs no guard."""
    if isinstance(value, str):
        return Safe(value)
    return [literal(item) for item in value] if isinstance(value, (list, tuple)) else value


def glued(parts: Iterable[Any]) -> Safe:
    """``a ~ b``: each part as it would be shown alone."""
    return Safe("".join(map(shown, parts)))


def joined(values: Iterable[Any], separator: str = "", attribute: str | None = None) -> Safe:
    """The filter ``join``: each part, and the separator, as it would be shown alone."""
    found = in_order(values) if attribute is None else (value[attribute] for value in values)
    return Safe(shown(separator).join(map(shown, found)))


def shown(value: Any) -> Safe:
    """`value` as one inert line, unless the configuration wrote it."""
    if isinstance(value, Safe):
        return value
    if isinstance(value, (list, tuple, AbstractSet)):
        return joined(value, Safe(", "))
    return _marked(inline(as_text(value)))


def quoted(value: Any) -> Safe:
    """`value` as an inert quotation."""
    return _marked(prose(as_text(value)))


def _marked(text: str) -> Safe:
    return Safe(f"{_OPEN}{text}{_CLOSE}")


def as_text(value: Any) -> str:
    """`value` in words: nothing for None, a date as 2027-01-31, the parts of a list with commas.

    Raises:
        SecurityError: it is something that has no words, such as a function or a mapping.
        jinja2.UndefinedError: it is not there.
    """
    if value is None:
        return ""
    if isinstance(value, (str, int, float, date, Undefined)):
        return str(value)
    if isinstance(value, (list, tuple, AbstractSet)):
        return ", ".join(map(as_text, in_order(value)))
    message = f"a {type(value).__name__} cannot be shown; name what you want of it"
    raise SecurityError(message)
