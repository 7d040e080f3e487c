"""Budgets: what the issues of a workflow cost together (docs/language/budgets.md).

What an issue costs, and with which others it is counted, is settled when it is taken in and when its fields change, so
that the quarter of a request stays the one in which it came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from automation.config.budget import Budget
from automation.decide.templates import ConditionError
from automation.model.decision import Verdict
from automation.model.others import Wanted
from automation.model.snapshot import Phase

if TYPE_CHECKING:
    from automation.decide.desk import Desk

#: under this, with the name of the budget, its share is among the facts of an issue
_FACT: Final = "budget "


def settle(desk: Desk, *, anew: bool) -> None:
    """Keep what the issue costs and with which others; once that is known it stays unless `anew`."""
    workflow, memory = desk.workflow, desk.draft.memory
    if workflow is None or memory.phase is not Phase.ACTIVE:
        return
    for name, budget in workflow.spec.budgets.items():
        if anew or f"{_FACT}{name}" not in memory.facts:
            share = _share(desk, name, budget)
            desk.draft.remember(facts={**desk.draft.memory.facts, f"{_FACT}{name}": share})


def _share(desk: Desk, name: str, budget: Budget) -> dict[str, Any]:
    """Cost and group; an issue whose texts cannot be filled in costs nothing, and the explanation says why."""
    try:
        return {"cost": _number(desk, budget.cost), "group": desk.raw(budget.per).strip()}
    except (ConditionError, ValueError) as fault:
        desk.draft.because(f"Budget {name}", Verdict.ERROR, f"the cost cannot be told: {fault}")
        return {"cost": 0.0, "group": ""}


def _number(desk: Desk, written: float | str) -> float:
    return float(desk.raw(str(written)).strip())


def index_of(facts: Mapping[str, Any]) -> dict[str, str]:
    """The index keys by which the issues that are counted together are found."""
    return {name: share["group"] or "all" for name, share in facts.items() if name.startswith(_FACT)}


def share_of(facts: Mapping[str, Any], name: str) -> float | None:
    """What an issue with these `facts` costs in the budget `name`; None where that was never settled."""
    share = facts.get(f"{_FACT}{name}")
    return None if share is None else float(share["cost"])


def view(desk: Desk) -> Callable[[str], Mapping[str, Any]]:
    """The function ``budget``: cost, used (with this issue), limit and left of one of the workflow's budgets."""

    def one(name: str) -> Mapping[str, Any]:
        known = desk.workflow.spec.budgets if desk.workflow else {}
        if desk.workflow is None or name not in known:
            message = f"there is no budget {name!r}; budgets are {', '.join(known) or 'none'}"
            raise ValueError(message)
        own = desk.draft.memory.facts.get(f"{_FACT}{name}") or _share(desk, name, known[name])
        used = own["cost"] + sum(
            _spent(desk, key, name, own["group"]) for key in (desk.workflow.key, *known[name].with_)
        )
        limit = _number(desk, known[name].limit)
        figures = {"cost": own["cost"], "used": used, "limit": limit, "left": limit - used}
        return {"group": own["group"], **{figure: plain(value) for figure, value in figures.items()}}

    return one


def _spent(desk: Desk, workflow: str, name: str, group: str) -> float:
    """What the other issues of `workflow` in the group cost."""
    wanted = Wanted(workflow=workflow, key=f"{_FACT}{name}", value=group or "all", open_only=False)
    others = (other for other in desk.ask.issues(wanted) if other.ref != str(desk.draft.before.ref))
    return sum(float(other.facts[f"{_FACT}{name}"]["cost"]) for other in others)


def plain(value: float) -> int | float:
    """Whole numbers without a point, as people write them."""
    return int(value) if value == int(value) else round(value, 2)
