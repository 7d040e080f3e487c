"""What is still to be done on an issue: the one comparison behind resuming, shortfalls and found effects."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from automation.model.plan import UNSET, UpdateIssue
from automation.model.snapshot import Snapshot

_STATES = {"close": "closed", "reopen": "opened"}


def outstanding(effect: UpdateIssue, issue: Snapshot) -> UpdateIssue | None:
    """What of `effect` the `issue` does not show yet; None where it shows all of it."""
    rest = UpdateIssue(
        ref=effect.ref,
        add_labels=effect.add_labels - issue.labels,
        remove_labels=effect.remove_labels & issue.labels,
        assignees=None if same_people(effect.assignees, issue.assignees) else effect.assignees,
        state_event=None if issue.state == _STATES.get(effect.state_event or "") else effect.state_event,
        confidential=_left(effect.confidential, issue.confidential),
        due_date=UNSET if effect.due_date == issue.due_date else effect.due_date,
        title=_left(_stripped(effect.title), issue.title),
        milestone=_left(effect.milestone, issue.milestone or ""),
        locked=_left(effect.locked, issue.locked),
        description=_left(effect.description, issue.description),
    )
    return None if rest == UpdateIssue(ref=effect.ref) else rest


def shortfall(effect: UpdateIssue, issue: Snapshot, unknown: Collection[str] = ()) -> tuple[str, ...]:
    """What GitLab did not take over of `effect`, in sentences, by the `issue` after the write.

    The description is left out: GitLab takes the quick actions that it ran out of the text (gitlab.md §5).

    Args:
        effect: what was written.
        issue: what GitLab answered.
        unknown: usernames of which GitLab knows nobody.
    """
    rest = outstanding(effect, issue)
    if rest is None:
        return ()
    return (
        *(f"The label {name} was not added." for name in sorted(rest.add_labels)),
        *(f"The label {name} was not removed." for name in sorted(rest.remove_labels)),
        *_people(rest.assignees, issue.assignees, unknown),
        *_fields(rest, issue),
    )


def shown(issue: Snapshot) -> dict[str, Any]:
    """The facts of `issue` that are kept with a run, as JSON data; its text is not among them."""
    return {
        "labels": sorted(issue.labels),
        "assignees": list(issue.assignees),
        "state": issue.state,
        "confidential": issue.confidential,
        "due_date": issue.due_date.isoformat() if issue.due_date else None,
        "milestone": issue.milestone,
        "locked": issue.locked,
        "updated_at": issue.updated_at.isoformat() if issue.updated_at else None,
    }


def same_people(wanted: Collection[str] | None, has: Collection[str]) -> bool:
    """Whether two lists of usernames name the same people, in any order; None is no list."""
    return wanted is not None and folded(wanted) == folded(has)


def folded(people: Collection[str]) -> frozenset[str]:
    """Usernames as GitLab compares them."""
    return frozenset(name.casefold() for name in people)


def _left(wanted: Any, has: Any) -> Any:
    """`wanted` where it is something else than what the issue `has`."""
    return None if wanted == has else wanted


def _stripped(title: str | None) -> str | None:
    """The title as GitLab keeps it."""
    return None if title is None else title.strip()


def _people(wanted: Collection[str] | None, has: Collection[str], unknown: Collection[str]) -> tuple[str, ...]:
    if wanted is None:
        return ()
    missing = [name for name in wanted if name.casefold() not in folded(has)]
    kept = [name for name in has if name.casefold() not in folded(wanted)]
    return (
        *(f"{name} was not assigned: {_why(name in unknown)}." for name in missing),
        *(f"{name} is still assigned." for name in kept),
    )


def _why(unknown: bool) -> str:
    if unknown:
        return "GitLab knows nobody of that name"
    return "GitLab left the name out, as it does for people without access and for a second assignee on the Free tier"


def _fields(rest: UpdateIssue, issue: Snapshot) -> tuple[str, ...]:
    wanted = {
        "state": (rest.state_event is not None, issue.state),
        "confidentiality": (
            rest.confidential is not None,
            "confidential" if issue.confidential else "not confidential",
        ),
        "due date": (rest.due_date is not UNSET, issue.due_date or "none"),
        "title": (rest.title is not None, "as before"),
        "milestone": (rest.milestone is not None, issue.milestone or "none"),
        "lock": (rest.locked is not None, "locked" if issue.locked else "not locked"),
    }
    return tuple(f"The {name} was not changed: it is {now}." for name, (asked, now) in wanted.items() if asked)
