"""Other issues as expressions see them: ``issues('customer-story', stage='Vetting')`` (rules.md G16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from automation.decide.expressions import Forgiving
from automation.decide.guard import Safe
from automation.model.others import OtherIssue, Wanted
from automation.model.refs import IssueRef

if TYPE_CHECKING:
    from automation.decide.desk import Desk

#: from what everybody sees to what few do
_OPENNESS: Final = ("private", "internal", "public")


def search(desk: Desk) -> Callable[..., list[Mapping[str, Any]]]:
    """The function ``issues`` for the issue, or the schedule, on `desk`."""

    def ask(
        workflow: str,
        key: str | None = None,
        value: str | None = None,
        *,
        stage: str | None = None,
        assignee: str | None = None,
        open_only: bool = True,
    ) -> list[Mapping[str, Any]]:
        if workflow not in desk.rules.workflows:
            message = f"there is no workflow {workflow!r}; workflows are {', '.join(desk.rules.workflows)}"
            raise ValueError(message)
        wanted = Wanted(
            workflow=workflow,
            key=key,
            value=_value(desk, workflow, key, value),
            stage=stage,
            assignee=assignee,
            open_only=open_only,
        )
        found = desk.ask.issues(wanted) if key is None or wanted.value else ()
        own = "" if desk.draft.absent else str(desk.draft.before.ref)
        return [_view(desk, other) for other in found if other.ref != own]

    return ask


def _value(desk: Desk, workflow: str, key: str | None, value: str | None) -> str | None:
    """The value to look for: the one given, else that of the issue on `desk`."""
    if key is None:
        return None
    found = desk.rules.workflows[workflow]
    if key not in found.spec.keys:
        message = f"{workflow} has no key {key!r}; keys are {', '.join(found.spec.keys) or 'none'}"
        raise ValueError(message)
    return found.normalised(key, value) if value is not None else found.key_value(key, desk.fields)


def _view(desk: Desk, other: OtherIssue) -> Mapping[str, Any]:
    """What may be said of `other` here: of what is confidential only where, in which stage and since when it is."""
    plain = {
        "ref": Safe(other.ref),
        "url": other.url,
        "stage": other.stage or "",
        "is_open": other.is_open,
        "confidential": other.confidential,
        "created_at": other.created_at,
        "stage_since": other.stage_since,
        "due_date": other.due_date,
    }
    known = not other.confidential or _may_know(desk, other)
    return plain | {
        "title": other.title if known else "",
        "author": other.author if known else "",
        "assignees": other.assignees if known else (),
        "labels": frozenset(other.labels) if known else frozenset(),
        "facts": Forgiving(other.facts if known else {}),
        "open_tasks": other.open_tasks if known else (),
    }


def _may_know(desk: Desk, other: OtherIssue) -> bool:
    """Whether whoever reads the issue on `desk` may read `other` too: confidential both, and no more visible."""
    if desk.draft.absent or not desk.draft.confidential:
        return False
    here, there = (_openness(desk, path) for path in (desk.draft.before.ref.project, IssueRef.parse(other.ref).project))
    return here <= there


def _openness(desk: Desk, path: str) -> int:
    key = desk.rules.projects.get(path)
    return _OPENNESS.index(desk.rules.config.projects[key].visibility) if key is not None else len(_OPENNESS)
