"""Which issues a list holds, and in which order (GitLab docs, api/issues.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from operator import attrgetter, itemgetter
from typing import Any

from sandbox.model import Access, Issue, Project, User
from sandbox.world import access, awards
from sandbox.world.state import Act

Test = Callable[[Issue], bool]
SORTS = (
    "created_at", "updated_at", "due_date", "title", "weight", "relative_position", "popularity", "milestone_due",
)  # fmt: skip


DUE = ("0", "any", "today", "tomorrow", "overdue", "week", "month", "next_month_and_previous_two_weeks")
"""What `due_date` of a list may say."""
MILESTONES = ("Upcoming", "Started")
"""What `milestone_id` of a list may say besides None and Any."""
TIMES = ("created_at", "updated_at")
"""The orders that most lists have, in which no value is missing, and by which keyset pages go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueQuery:
    """A list's conditions; every `tests` must hold. `iids` and `labels` (names) narrow what is looked at first."""

    projects: tuple[Project, ...]
    iids: frozenset[int] | None = None
    labels: tuple[str, ...] = ()
    tests: tuple[Test, ...] = ()
    order_by: str = "created_at"
    descending: bool = True


def find(act: Act, query: IssueQuery) -> list[Issue]:
    """Return the issues that the query holds and the user may see, in order."""
    found: list[Issue] = []
    for project in query.projects:
        rows = _candidates(act, project, query)
        for test in (*_visibility(act, project), *query.tests):
            rows = filter(test, rows)
        found.extend(rows)
    return ordered(act, found, query.order_by, descending=query.descending)


def ordered(act: Act, issues: Iterable[Issue], order_by: str, *, descending: bool) -> list[Issue]:
    """Return the issues in order: those without a value last in both directions, ties by id in the same direction."""
    if order_by in TIMES:
        # Rows lie by id nearly always, so that two sorts by one value each take less time than one by pairs.
        by_id = sorted(issues, key=attrgetter("id"), reverse=descending)
        return sorted(by_id, key=attrgetter(order_by), reverse=descending)
    key = sort_key(act, order_by)
    rows = [(key(issue), issue.id, issue) for issue in issues]
    valued = sorted((row for row in rows if row[0] is not None), key=lambda row: row[:2], reverse=descending)
    empty = sorted((row for row in rows if row[0] is None), key=lambda row: row[1], reverse=descending)
    return [row[2] for row in (*valued, *empty)]


def sort_key(act: Act, order_by: str) -> Callable[[Issue], Any]:
    """Return what an order compares; one of SORTS."""
    data = act.world.data
    special: dict[str, Callable[[Issue], Any]] = {
        "title": lambda issue: issue.title.lower(),
        "popularity": lambda issue: sum(award.name == "thumbsup" for award in awards.of(act, issue)),
        "milestone_due": lambda issue: data.milestones[issue.milestone_id].due_date if issue.milestone_id else None,
    }
    return special.get(order_by) or (lambda issue: getattr(issue, order_by))


def position(query: IssueQuery) -> Callable[[Issue], list[Any]]:
    """Return how to name an issue's place in an order by one of the TIMES as JSON; it ascends as the list goes on."""
    sign = -1 if query.descending else 1
    return lambda issue: [sign * getattr(issue, query.order_by).timestamp(), sign * issue.id]


def carries(act: Act, names: Iterable[str]) -> Test:
    """Return the test of the labels filter: all names, or None, or Any."""
    wanted = list(names)
    if [name.lower() for name in wanted] == ["none"]:
        return lambda issue: not issue.label_ids
    if [name.lower() for name in wanted] == ["any"]:
        return lambda issue: bool(issue.label_ids)
    ids = [_named(act, name) for name in wanted]
    return lambda issue: all(not same.isdisjoint(issue.label_ids) for same in ids)


def carries_none_of(act: Act, names: Iterable[str]) -> Test:
    """Return the test of not[labels]."""
    unwanted = frozenset[int]().union(*(_named(act, name) for name in names))
    return lambda issue: unwanted.isdisjoint(issue.label_ids)


def assigned(users: Iterable[User]) -> Test:
    """Return the test of an assignee filter by people: all of them."""
    ids = {user.id for user in users}
    return lambda issue: ids <= set(issue.assignee_ids)


def contains(words: str, places: Iterable[str]) -> Test:
    """Return the test of a search: every word in the title or description, in any case."""
    parts, wanted = words.lower().split(), tuple(places)

    def holds(issue: Issue) -> bool:
        text = " ".join(getattr(issue, place) or "" for place in wanted).lower()
        return all(part in text for part in parts)

    return holds


def between(name: str, after: datetime | None, before: datetime | None) -> Test:
    """Return the test of a time range, both ends included, as GitLab's is."""

    def holds(issue: Issue) -> bool:
        value: datetime = getattr(issue, name)
        return (after is None or value >= after) and (before is None or value <= before)

    return holds


def due(word: str, today: date) -> Test:
    """Return the test of the due_date filter; `word` is one of DUE. Days are those of the server, in UTC."""
    spans = {"today": (0, 0), "tomorrow": (1, 1)}
    if word == "next_month_and_previous_two_weeks":
        start, end = today - timedelta(weeks=2), _month_end(_month_end(today) + timedelta(days=1))
        return lambda issue: issue.due_date is not None and start <= issue.due_date <= end
    if word in {"0", "any"}:
        return lambda issue: (issue.due_date is None) == (word == "0")
    if word == "overdue":
        return lambda issue: issue.due_date is not None and issue.due_date < today
    if word in spans:
        first, last = spans[word]
        return lambda issue: issue.due_date is not None and first <= (issue.due_date - today).days <= last
    return lambda issue: issue.due_date is not None and _period(issue.due_date, word) == _period(today, word)


def timed(act: Act, word: str) -> Test:
    """Return the test of a milestone by its dates; `word` is one of MILESTONES.

    Upcoming is, of each project and group, the open milestone that is due next (app/models/milestone.rb of GitLab).
    """
    today = act.now.date()
    active = [one for one in act.world.data.milestones.values() if one.state == "active"]
    if word == "Started":
        ids = {one.id for one in active if one.start_date is not None and one.start_date <= today}
    else:
        ahead = [(one.due_date, one) for one in active if one.due_date is not None and one.due_date > today]
        ids = {one.id for one in {one.place: one for _, one in sorted(ahead, key=itemgetter(0), reverse=True)}.values()}
    return lambda issue: issue.milestone_id in ids


def _month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _period(day: date, word: str) -> tuple[int, int]:
    year, week, _ = day.isocalendar()
    return (year, week) if word == "week" else (day.year, day.month)


def _named(act: Act, name: str) -> frozenset[int]:
    data = act.world.data
    return frozenset(names[name] for names in list(data.label_names.values()) if name in names)


def _visibility(act: Act, project: Project) -> tuple[Test, ...]:
    """Return the test of what the user may see; none where that is everything."""
    user_id = act.user.id
    if access.level(act.world, act.user, project) >= Access.PLANNER:
        return ()
    return (lambda issue: not issue.confidential or user_id == issue.author_id or user_id in issue.assignee_ids,)


def _candidates(act: Act, project: Project, query: IssueQuery) -> Iterable[Issue]:
    data = act.world.data
    iids = data.issue_iids[project.id]
    if query.iids is not None:
        return [data.issues[iids[iid]] for iid in query.iids if iid in iids]
    sets = [_holders(act, name) for name in query.labels]
    if not sets:
        return [data.issues[issue_id] for issue_id in iids.values()]
    ids = min(sets, key=len)
    return [issue for issue_id in ids if (issue := data.issues[issue_id]).project_id == project.id]


def _holders(act: Act, name: str) -> set[int]:
    return set[int]().union(*(act.world.data.labelled[label_id] for label_id in _named(act, name)))
