"""The names that expressions and texts may use; docs/reference/expressions.md is generated from `WORDS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from automation.decide import budgets
from automation.decide.activity import activity_view
from automation.decide.checklist import Checklist, read_checklists
from automation.decide.clocks.view import clock_view
from automation.decide.dates import add_months, as_date
from automation.decide.expressions import Forgiving
from automation.decide.guard import Safe
from automation.decide.instants import to_instant
from automation.decide.issue_view import issue_view
from automation.decide.labels import in_scope, value_of
from automation.decide.ledgers import rows
from automation.decide.other_issues import search
from automation.decide.phrases import has_phrase, shift_of
from automation.decide.plugins import installed
from automation.decide.quota_terms import QuotaView
from automation.decide.scores import tally

if TYPE_CHECKING:
    from automation.decide.desk import Desk

#: every name with its words; the vocabulary holds exactly these
WORDS: Mapping[str, str] = {
    "issue": "the issue: title, description, state, confidential, labels, assignees, author, due_date, milestone, "
    "project, iid, ref, url, type, is_open; created_at, updated_at, closed_at (instants); upvotes, downvotes, "
    "comments, merge_requests, weight, tasks, tasks_done, estimate and spent (seconds); milestone_state, "
    "milestone_starts, milestone_due, iteration, health",
    "fields": "every field of the workflow by name; '' when it is not filled in: fields['Region']",
    "labels": "the set of label names",
    "label": "value of a label scope: label('Priority') gives '1' for Priority::1, '' for none",
    "workflow": "key of the workflow, '' for none",
    "stage": "name of the present stage, '' for none",
    "actor": "who acted: username, name, roles, is_member, is_bot and your own keys of the person",
    "author": "who opened the issue, with the same keys",
    "bot": "Usher's own user: username",
    "checklist": "tasks under a heading: checklist('Review').done, .progress, .total, .completed",
    "score": "weighted tables: score.story.points, score.story.band",
    "memory": "values kept by the action remember; '' when nothing was kept",
    "ledger": "rows kept by the action record, also by their values and dates: ledger('outputs', type='artifact', "
    "since=quarter_start, before=today)",
    "origin": "the issue for which this one was opened, as path#iid, or ''",
    "opened": "issues opened for this one, by workflow: opened['support-case']; '' for none",
    "held_from": "the stage that a holding stage remembers, or ''",
    "activity": "when people were heard of, never bots: activity.first_response (first comment of a member other than "
    "the author), activity.last_human (last comment or change of anybody); none where nobody was",
    "clock": "how far a clock is: clock('First response').elapsed, .minutes, .working_minutes, .runs, .ended, "
    ".started, .next, .done (names of steps)",
    "quota": "the place of the issue in its quota: quota.state (taken, waiting, exempt, over), .bucket, .place, "
    ".limit, .used (with this issue), .position among those who wait",
    "budget": "what the issue costs in one of the workflow's budgets: budget('points').cost, .used (with this issue), "
    ".limit, .left",
    "related": "other issues with the same key: related('customer-story', 'account')",
    "values": "constants of config.yml",
    "projects": "paths of the projects by key",
    "groups": "paths of the groups by key",
    "today": "today's date in the zone of the workflow's calendar",
    "now": "this instant in UTC",
    "month": "today's month, e.g. January 2027",
    "fiscal_year": "today's fiscal year, e.g. FY27",
    "quarter": "today's fiscal quarter, e.g. FY27-Q4",
    "quarter_of": "the fiscal quarter of a date: quarter_of(date(fields['Publish date']))",
    "quarter_start": "first day of today's fiscal quarter",
    "quarter_end": "last day of today's fiscal quarter",
    "is_working_day": "whether a date is worked: is_working_day(today)",
    "working_days": "the n-th working day from today: working_days(5)",
    "add_working_days": "the n-th working day from a date: add_working_days(date(fields['Publish date']), -2)",
    "add_months": "the same day some months later or, for a negative number, before: add_months(today, -12)",
    "quarter_start_of": "first day of the fiscal quarter of a date: quarter_start_of(quarter_start - days(1))",
    "days": "a number of days, to add to dates: today + days(14)",
    "nth_working_day": "the n-th working day of this month, from its end where n is negative, none where it has not as "
    "many: nth_working_day(-1); of another month: nth_working_day(1, quarter_end)",
    "instant": "an instant from text, in the calendar's zone unless it says otherwise: instant(fields['Posted at']); "
    "none when it is not one",
    "date": "a date from text: date(fields['Publish date']); none when it is not one",
    "person": "a person of config.yml: person('steve.george').region",
    "has_role": "has_role(username, 'legal')",
    "people_with": "usernames of the people with a role, in the order of config.yml: people_with('tmm')",
    "mention": "a live mention of a person of config.yml, harmless text for anybody else",
    "issues": "other issues of a workflow, oldest first: issues('customer-story', 'account', stage='Vetting', "
    "open_only=true); each with ref, url, stage, is_open, created_at, stage_since, due_date, and unless it is "
    "confidential title, author, assignees, labels, facts, open_tasks",
    "has_phrase": "whether a text holds one of some phrases as whole words: has_phrase(fields['Area'], person.areas)",
    "person_for": "the first person with a role whose areas a text names and who is not away: "
    "person_for('expert', label('Topic'))",
    "shift": "the row of a routing table by hours of UTC in which it is now: shift('community_shift')",
    "owner_of": "a row of a routing table: owner_of('channel_sa', fields['Region'])",
}

_MONTHS = (
    *("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October"),
    *("November", "December"),
)


class Scores(Mapping[str, Mapping[str, Any]]):
    """The workflow's weighted tables, each counted when it is asked for."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tables = desk.workflow.scores if desk.workflow else {}

    def __getitem__(self, name: str) -> Mapping[str, Any]:
        return tally(self._tables[name], self._desk.fields, self._desk.draft.labels)

    def __iter__(self) -> Any:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def names(desk: Desk) -> dict[str, Any]:
    """Every name of `WORDS` with its value for the issue on `desk`; without an issue those that need none."""
    general = {**installed().conditions, **_general(desk)}
    return general if desk.draft.absent else {**_of_issue(desk), **general}


def _of_issue(desk: Desk) -> dict[str, Any]:
    draft = desk.draft
    return {
        "issue": issue_view(desk),
        "fields": desk.fields,
        "labels": frozenset(draft.labels),
        "label": _label(desk),
        "workflow": desk.workflow.key if desk.workflow else "",
        "stage": draft.memory.stage or "",
        "actor": _person(desk, desk.actor or ""),
        "author": _person(desk, draft.before.author),
        "checklist": _checklist(desk),
        "score": Scores(desk),
        "memory": Forgiving(draft.memory.facts),
        "ledger": rows(draft.memory.ledgers),
        "origin": Safe(draft.memory.origin or ""),
        "opened": Forgiving({key: Safe(ref) for key, ref in draft.memory.opened.items()}),
        "held_from": draft.memory.held_from or "",
        "activity": activity_view(draft.memory.activity),
        "clock": clock_view(desk),
        "quota": QuotaView(desk),
        "budget": budgets.view(desk),
        "related": _related(desk),
    }


def _general(desk: Desk) -> dict[str, Any]:
    rules, calendar, today = desk.rules, desk.calendar, desk.today
    return {
        "bot": {"username": desk.bot.username},
        "values": rules.config.values,
        "projects": {key: project.path for key, project in rules.config.projects.items()},
        "groups": rules.config.groups,
        "today": today,
        "now": desk.now,
        "month": f"{_MONTHS[today.month]} {today.year}",
        "fiscal_year": calendar.fiscal.label(today),
        "quarter": calendar.fiscal.quarter_label(today),
        "quarter_of": calendar.fiscal.quarter_label,
        "quarter_start": calendar.fiscal.quarter_start(today),
        "quarter_end": calendar.fiscal.quarter_end(today),
        "is_working_day": calendar.is_working_day,
        "working_days": lambda count: calendar.add_working_days(today, count),
        "add_working_days": calendar.add_working_days,
        "days": lambda count: timedelta(days=count),
        "add_months": add_months,
        "quarter_start_of": calendar.fiscal.quarter_start,
        "nth_working_day": lambda nth, day=today: calendar.nth_working_day(nth, day),
        "instant": lambda value: to_instant(str(value), desk.calendar.zone),
        "date": as_date,
        "person": rules.people.view,
        "has_role": lambda username, role: role in rules.people.roles(rules.people.named_in(username)),
        "people_with": rules.people.with_role,
        "mention": mention(desk),
        "issues": search(desk),
        "has_phrase": has_phrase,
        "person_for": partial(rules.people.person_for, today),
        "shift": lambda table, at=desk.now: shift_of(rules.config.routing[table], at),
        "owner_of": lambda table, row: next(iter(rules.config.routing[table].get(row, [])), ""),
    }


def mention(desk: Desk) -> Callable[[str], str]:
    """The function ``mention``: only people of the configuration are ever mentioned (rules.md G20)."""

    def one(who: str) -> str:
        username = desk.rules.people.named_in(who)
        return Safe(f"@{username}") if username in desk.rules.people else who

    return one


def _person(desk: Desk, username: str) -> dict[str, Any]:
    view = dict(desk.rules.people.view(username))
    return {**view, "is_bot": username == desk.bot.username, "is_member": bool(username) and desk.is_member(username)}


def _label(desk: Desk) -> Callable[[str], str]:
    def one(scope: str) -> str:
        found = in_scope(desk.draft.labels, scope)
        return value_of(found[0]) if found else ""

    return one


def _checklist(desk: Desk) -> Callable[[str], Any]:
    def one(heading: str) -> Any:
        return read_checklists(desk.draft.description).get(heading, Checklist(()))

    return one


def _related(desk: Desk) -> Callable[..., tuple[str, ...]]:
    def search(workflow: str, key: str, *, open_only: bool = True) -> tuple[str, ...]:
        value = desk.rules.workflows[workflow].key_value(key, desk.fields) if workflow in desk.rules.workflows else ""
        found = desk.ask.related(workflow, key, value, open_only) if value else ()
        return tuple(Safe(ref) for ref in found if ref != str(desk.draft.before.ref))

    return search
