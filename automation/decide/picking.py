"""Whom of several an issue goes to: by load, in turn, and who is away (docs/language/owners.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from automation.model.others import OtherIssue, Wanted

if TYPE_CHECKING:
    from automation.config.workflow import Owner
    from automation.decide.desk import Desk


def present(desk: Desk, owner: Owner, names: list[str]) -> tuple[list[str], list[str]]:
    """Those of `names` who are there today, and those who are passed over; where all are away nobody is."""
    away = [name for name in names if owner.absent == "pass_over" and desk.rules.people.is_away(name, desk.today)]
    return (names, []) if len(away) == len(names) else ([name for name in names if name not in away], away)


def pick(desk: Desk, owner: Owner, names: list[str]) -> tuple[tuple[str, ...], str]:
    """Who of `names` becomes owner, and why in words; the order of `names` decides between equals.

    Load and turns are counted over the issues of the workflow; two issues that come at the same moment may go to the
    same person.
    """
    if owner.pick == "all" or not names:
        return tuple(names), ""
    if owner.pick == "first" or desk.workflow is None:
        return (names[0],), "only the first is picked" if len(names) > 1 else ""
    if owner.pick == "least_loaded":
        return _least_loaded(names, _others(desk, open_only=True))
    return _next_in_turn(names, _others(desk, open_only=False))


def _others(desk: Desk, *, open_only: bool) -> list[OtherIssue]:
    wanted = Wanted(workflow=desk.workflow.key if desk.workflow else "", open_only=open_only)
    return [other for other in desk.ask.issues(wanted) if other.ref != str(desk.draft.before.ref)]


def _least_loaded(names: list[str], others: list[OtherIssue]) -> tuple[tuple[str, ...], str]:
    loads = {name: sum(name in other.assignees for other in others) for name in names}
    chosen = min(names, key=lambda name: loads[name])
    counted = ", ".join(f"{name} {load}" for name, load in loads.items())
    return (chosen,), f"the fewest open issues ({counted})"


def _next_in_turn(names: list[str], others: list[OtherIssue]) -> tuple[tuple[str, ...], str]:
    last = {name: max((n for n, other in enumerate(others) if name in other.assignees), default=-1) for name in names}
    chosen = min(names, key=lambda name: last[name])
    since = others[last[chosen]].ref if last[chosen] >= 0 else "never"
    return (chosen,), f"next in turn (last: {since})"
