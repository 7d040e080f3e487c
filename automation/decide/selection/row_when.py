"""Conditions in ``when:`` of which the row of a list tells the value, so that no decision has to be rehearsed."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from jinja2 import Environment, nodes

from automation.decide.expressions import Expression, compile_expression
from automation.decide.issue_view import LASTING, lasting
from automation.model.snapshot import Snapshot

_PARSER: Final = Environment(autoescape=False)  # noqa: S701 - nothing is rendered with it


def row_denies(when: str, issue: Snapshot) -> bool:
    """Whether `issue`, as a list shows it, tells already that `when` does not hold; False where more must be known.

    Raises:
        ConditionError: it cannot be evaluated.
    """
    told = _told(when)
    return told is not None and not told.evaluate({"issue": lasting(issue)})


@lru_cache(maxsize=1024)
def _told(when: str) -> Expression | None:
    """`when` made ready where it names nothing but what no decision changes of an issue, else None."""
    if when == "true":
        return None
    tree = _PARSER.parse(f"{{{{ {when} }}}}")
    lasts = sum(_lasts(node) for node in tree.find_all((nodes.Getattr, nodes.Getitem)))
    return compile_expression(when) if lasts == sum(1 for _ in tree.find_all(nodes.Name)) else None


def _lasts(node: nodes.Node) -> bool:
    """Whether it is ``issue.x``, of which `x` lasts."""
    if not isinstance(node, nodes.Getattr | nodes.Getitem):
        return False
    if not isinstance(node.node, nodes.Name) or node.node.name != "issue":
        return False
    if isinstance(node, nodes.Getattr):
        return node.attr in LASTING
    return isinstance(node.arg, nodes.Const) and node.arg.value in LASTING
