"""The list of a project's issues, with the parameters that REST's list has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.model import Issue
from sandbox.pages.desk import Desk
from sandbox.pages.rendering import render
from sandbox.rest import issue_params
from sandbox.rest.context import acting, project
from sandbox.rest.params import Params
from sandbox.world import labels, query

routes = Desk("listing", __name__)
PAGE = 50
STATES = ("opened", "closed", "all")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One of the states with its number of issues under the other filters."""

    state: str
    count: int
    href: str


@routes.shows("/<place:path>/-/issues")
def issues(path: str) -> ResponseReturnValue:
    """List the issues that the visitor sees, newest first."""
    act, where = acting(), project(path)
    wanted: dict[str, Any] = request.args.to_dict()
    state = wanted.pop("state", "opened")
    number = _number(wanted.pop("page", "1"))
    found = query.find(act, issue_params.listing(Params(wanted), (where,)))
    chosen = _in_state(found, state)
    return render(
        "issues",
        project=where,
        tabs=[_tab(one, found, wanted) for one in STATES],
        state=state,
        wanted=wanted,
        issues=chosen[(number - 1) * PAGE : number * PAGE],
        later=_page_link(number - 1, state, wanted) if number > 1 else None,
        earlier=_page_link(number + 1, state, wanted) if number * PAGE < len(chosen) else None,
        label_names=[label.name for label in labels.available(act.world, where)],
    )


def _number(text: str) -> int:
    return max(int(text), 1) if text.isdecimal() and len(text) < len("1000000") else 1


def _in_state(found: list[Issue], state: str) -> list[Issue]:
    return [issue for issue in found if state in {issue.state, "all"}]


def _tab(state: str, found: list[Issue], wanted: dict[str, Any]) -> Tab:
    return Tab(state=state, count=len(_in_state(found, state)), href=f"?{urlencode({**wanted, 'state': state})}")


def _page_link(number: int, state: str, wanted: dict[str, Any]) -> str:
    return f"?{urlencode({**wanted, 'state': state, 'page': number})}"
