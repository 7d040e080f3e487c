"""Reading what a client wants of an issue, and which issues a list shall hold (GitLab docs, api/issues.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

from sandbox.model import Issue, Project, User
from sandbox.rest.context import acting, the_world
from sandbox.rest.params import Params
from sandbox.world import labels, lookup, query
from sandbox.world.fields import IssueFields

READERS: dict[str, Callable[[Params, str], Any]] = {
    "title": Params.text,
    "description": Params.text_or_none,
    "iid": Params.number_or_none,
    "milestone_id": lambda params, name: params.number(name) or None,
    "due_date": Params.day,
    "start_date": Params.day,
    "confidential": Params.flag,
    "discussion_locked": Params.flag,
    "issue_type": Params.text,
    "weight": Params.number_or_none,
    "state_event": Params.text,
    "created_at": Params.instant,
    "updated_at": Params.instant,
}
LABELS = {"labels": "label_ids", "add_labels": "add_label_ids", "remove_labels": "remove_label_ids"}
ASSIGNEES = ("assignee_ids", "assignee_id")
KNOWN = (*READERS, *LABELS, *ASSIGNEES)


def wanted(params: Params, project: Project) -> IssueFields:
    """Return the fields that the request names; unknown labels come into being here, if the user may.

    Raises:
        ApiError: 400 for values of the wrong kind.
    """
    fields: dict[str, Any] = {name: read(params, name) for name, read in READERS.items() if name in params}
    if not the_world().premium:
        fields.pop("weight", None)
    for sent, field in LABELS.items():
        if sent in params:
            names = params.names_in(sent)
            create = sent != "remove_labels"
            fields[field] = labels.ids_for_names(acting(), project, names, create_missing=create)
    for sent in ASSIGNEES:
        if sent in params:
            fields["assignee_ids"] = params.numbers(sent)
    return cast("IssueFields", {name: value for name, value in fields.items() if value is not None or name in NULLABLE})


TYPES = ("issue", "incident", "test_case", "requirement", "task", "ticket")
ANY_OR_NONE = ("Any", "any", "None", "none")
NULLABLE = {"description", "milestone_id", "due_date", "start_date", "weight"}


def listing(params: Params, projects: tuple[Project, ...]) -> query.IssueQuery:
    """Return the query that a list's parameters ask for.

    Raises:
        ApiError: 400 for values that are not known.
    """
    names = params.names_in("labels")
    special = [name.lower() for name in names] in (["none"], ["any"])
    return query.IssueQuery(
        projects=projects,
        iids=frozenset(params.numbers("iids")) if "iids" in params else None,
        labels=() if special else tuple(names),
        tests=tuple(_tests(params, names)),
        order_by=params.choice("order_by", query.SORTS, "created_at"),
        descending=params.choice("sort", ("asc", "desc"), "desc") == "desc",
    )


def _tests(params: Params, names: list[str]) -> Iterator[query.Test]:
    if names:
        yield query.carries(acting(), names)
    if unwanted := params.nested("not").names_in("labels"):
        yield query.carries_none_of(acting(), unwanted)
    if (state := params.choice("state", ("opened", "closed", "all"), "all")) != "all":
        yield lambda issue: issue.state == state
    if "confidential" in params:
        confidential = params.flag("confidential")
        yield lambda issue: issue.confidential == confidential
    if "issue_type" in params:
        kind = params.choice("issue_type", TYPES, "")
        yield lambda issue: issue.issue_type == kind
    if words := params.text("search"):
        yield query.contains(words, params.names_in("in") or ("title", "description"))
    if word := params.choice("due_date", ("", *query.DUE), ""):
        yield query.due(word, acting().now.date())
    yield from _people(params)
    yield from _times(params)
    yield from _milestone(params)
    if the_world().premium:
        yield from _weight(params)
        yield from _iteration(params)


def _people(params: Params) -> Iterator[query.Test]:
    author = _person(params, "author")
    if author is not None:
        yield lambda issue: issue.author_id in {user.id for user in author}
    word = params.text("assignee_id").lower()
    if word in {"none", "0", "any"}:
        yield lambda issue: bool(issue.assignee_ids) == (word == "any")
        return
    assignees = _person(params, "assignee")
    if assignees is not None:
        yield query.assigned(assignees) if assignees else lambda _issue: False


def _person(params: Params, role: str) -> list[User] | None:
    world = the_world()
    if f"{role}_username" in params:
        names = params.names_in(f"{role}_username")
        return [user for name in names if (user := lookup.user_by_name(world, name))]
    number = params.number_or_none(f"{role}_id")
    if number is None:
        return None
    return [world.data.users[number]] if number in world.data.users else []


def _times(params: Params) -> Iterator[query.Test]:
    for name in ("updated", "created"):
        after, before = params.instant(f"{name}_after"), params.instant(f"{name}_before")
        if after or before:
            yield query.between(f"{name}_at", after, before)


def _milestone(params: Params) -> Iterator[query.Test]:
    word = params.choice("milestone_id", ("", *ANY_OR_NONE, *query.MILESTONES), "")
    title = params.text("milestone") or word
    if word in query.MILESTONES:
        yield query.timed(acting(), word)
    elif title in ANY_OR_NONE:
        yield lambda issue: (issue.milestone_id is not None) == (title.lower() == "any")
    elif title:
        data = the_world().data
        ids = {one.id for one in data.milestones.values() if one.title == title}
        yield lambda issue: issue.milestone_id in ids


def _weight(params: Params) -> Iterator[query.Test]:
    word = params.text("weight")
    if word.lower() in {"none", "any"}:
        yield lambda issue: (issue.weight is not None) == (word.lower() == "any")
    elif word:
        number = params.number("weight")
        yield lambda issue: issue.weight == number


def _iteration(params: Params) -> Iterator[query.Test]:
    """No issue here has an iteration; health is for Ultimate, so that its parameter is ignored."""
    if params.text("iteration_title") or params.text("iteration_id").lower() not in {"", "none"}:
        yield lambda _issue: False


def scope(params: Params) -> Callable[[Issue], bool]:
    """Return the test of the `scope` of `GET /issues`, which shows the user's own unless asked (gitlab.md §3.1)."""
    user_id = acting().user.id
    word = params.choice("scope", ("all", "created_by_me", "created-by-me", "assigned_to_me"), "created_by_me")
    if word == "all":
        return lambda _issue: True
    if word == "assigned_to_me":
        return lambda issue: user_id in issue.assignee_ids
    return lambda issue: issue.author_id == user_id
