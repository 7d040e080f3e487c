"""Issues as a tracker has them after three years: what most policies look at, and a little of what they want."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sandbox.model import Award, Issue, Milestone, Project
from sandbox.world import labels, records
from sandbox.world.state import Act, World

#: puts `count` issues into a project
Fill = Callable[[World, Project, int], None]

_TYPES = ("type::bug", "type::feature", "type::maintenance")
_STEPS = ("workflow::triage", "workflow::ready", "workflow::in dev", "workflow::blocked")
_PRIORITIES = ("priority::1", "priority::2", "priority::3")
_SEVERITIES = ("severity::1", "severity::2", "severity::3")
_MARKS = (
    "untriaged", "needs priority", "needs severity", "stale", "auto-closed", "needs-info", "reminded", "popular",
    "missed milestone", "overdue", "welcomed", "security", "customer",
)  # fmt: skip
#: set by policies/beyond-filters.yml; gitlab-triage stops where a label is not there
_FURTHER = (
    "unpopular", "lively", "draft", "crash", "flaky", "no description", "performance", "all tasks done", "in review",
    "over budget", "large", "due soon", "contested", "question",
)  # fmt: skip
_TEXT = (
    "What happens, and what should happen instead.\n\n- [x] looked for an older issue\n- [ ] steps\n" + "words " * 80
)


def plain(world: World, project: Project, count: int) -> None:
    """Open issues of a month ago without labels, which no program asks for."""
    act = world.act("april.marks")
    opened = act.now - timedelta(days=30)
    for number in range(1, count + 1):
        records.insert(act, _issue(act, project, number, created_at=opened, updated_at=opened, description=_TEXT))


def tracker(world: World, project: Project, count: int) -> None:
    """A fifth is closed; policies want something of one issue in fourteen, as they do when they run often."""
    act, chance = world.act("april.marks"), Random(10)
    ids = {
        name: labels.add(world, project.key, name).id
        for name in (*_TYPES, *_STEPS, *_PRIORITIES, *_SEVERITIES, *_MARKS, *_FURTHER)
    }
    milestones = [_milestone(act, project, number) for number in range(8)]
    people = [world.data.usernames[name] for name in ("steve.george", "nicole.smith", "legal-counsel")]
    for number in range(1, count + 1):
        draft = _of_tracker(_issue(act, project, number), chance, act.now)
        names = _names(draft, chance, act.now)
        draft = replace(
            draft,
            label_ids=tuple(ids[name] for name in names),
            milestone_id=chance.choice(milestones[1:]) if chance.random() < 0.3 else None,
            assignee_ids=(chance.choice(people),) if "workflow::in dev" in names or chance.random() < 0.1 else (),
        )
        if chance.random() < 0.003:
            draft = replace(draft, milestone_id=milestones[0])
        _vote(act, records.insert(act, draft), chance, popular="popular" in names)


def _issue(act: Act, project: Project, number: int, **values: Any) -> Issue:
    common = {"created_at": act.now, "updated_at": act.now, **values}
    return Issue(id=0, iid=number, project_id=project.id, author_id=act.user.id, title=f"Issue {number}", **common)


def _of_tracker(issue: Issue, chance: Random, now: datetime) -> Issue:
    created = now - timedelta(days=chance.random() * 1095)
    touched = max(created, now - timedelta(days=chance.random() * 370))
    closed = chance.random() < 0.2
    due = touched.date() + timedelta(days=400)
    return replace(
        issue,
        description=_TEXT,
        created_at=created,
        updated_at=touched,
        state="closed" if closed else "opened",
        closed_at=touched if closed else None,
        due_date=(now.date() - timedelta(days=9) if chance.random() < 0.02 else due) if chance.random() < 0.1 else None,
    )


def _names(issue: Issue, chance: Random, now: datetime) -> list[str]:
    """Labels as they are in good order, but for one issue in a hundred or so."""
    if chance.random() < 0.005:
        return []
    names = ["welcomed"] if now - issue.created_at > timedelta(days=2) else []
    kind = chance.choices(_TYPES, (5, 3, 2))[0]
    names += [kind] if chance.random() > 0.01 else []
    if kind == "type::bug":
        names += [chance.choice(_PRIORITIES)] if chance.random() > 0.01 else []
        names += [chance.choice(_SEVERITIES)] if chance.random() > 0.01 else []
    if issue.state == "opened" or chance.random() < 0.01:
        names += [chance.choices(_STEPS, (3, 4, 2, 1))[0]] if chance.random() > 0.01 else []
    shares = {"stale": 0.01, "needs-info": 0.04, "reminded": 0.02, "popular": 0.01, "security": 0.01, "customer": 0.1}
    return [*names, *(name for name, share in shares.items() if chance.random() < share)]


def _vote(act: Act, issue: Issue, chance: Random, *, popular: bool) -> None:
    votes = 25 if popular or chance.random() < 0.002 else chance.choice((0, 0, 0, 1, 2, 3))
    awards = act.world.data.awards
    for _ in range(votes):
        award: dict[str, Any] = {
            "user_id": act.user.id,
            "issue_id": issue.id,
            "note_id": None,
            "created_at": issue.created_at,
        }
        awards[issue.id].append(Award(id=act.world.data.ids.take("award"), name="thumbsup", **award))


def _milestone(act: Act, project: Project, number: int) -> int:
    """The first one is closed."""
    data = act.world.data
    made = Milestone(
        id=data.ids.take("milestone"),
        iid=number + 1,
        place=project.key,
        title=f"18.{number}",
        created_at=act.now,
        updated_at=act.now,
        state="active" if number else "closed",
        due_date=act.now.date() + timedelta(days=30 * number - 20),
    )
    data.milestones[made.id] = made
    return made.id


FILLS: dict[str, Fill] = {"plain": plain, "tracker": tracker}
