"""What several kinds of bodies have in common: project, actor, and the issue with its labels and state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from automation.model.events import User
from automation.model.payloads.body import MalformedPayload, number, present, section, text
from automation.model.payloads.dates import instant
from automation.model.refs import IssueRef

#: state_id of an issue and the word for it (gitlab.md §2.1)
STATES: Final = {1: "opened", 2: "closed"}
#: characters that GitLab allows in the path of a group or project
_PATH: Final = re.compile(r"[A-Za-z0-9_.+/-]{1,1024}")
#: largest iid that a database column takes
_LARGEST: Final = 2**63 - 1


def project_path(body: Mapping[str, Any]) -> str | None:
    """Full path of the project that `body` is about; None for an epic or a group, which have none.

    Raises:
        MalformedPayload: there is a project without a path.
    """
    project = section(body, "project")
    if project is None:
        return None
    path = text(project, "path_with_namespace")
    if path is None or not _PATH.fullmatch(path):
        message = "project.path_with_namespace is not a path"
        raise MalformedPayload(message)
    return path


def issue_ref(project: str | None, issue: Mapping[str, Any]) -> IssueRef | None:
    """The reference of `issue`, an object with an iid; None without a project, as for an epic.

    Raises:
        MalformedPayload: the iid is missing or cannot be one.
    """
    if project is None:
        return None
    iid = number(issue, "iid")
    if iid is None or not 0 < iid <= _LARGEST:
        message = "iid is not the number of an issue"
        raise MalformedPayload(message)
    return IssueRef(project, iid)


def actor(body: Mapping[str, Any]) -> User | None:
    """Who acted, as `body` says; None where it names nobody (the actor is never believed, rules.md G05)."""
    user = body.get("user")
    username = text(user, "username") if isinstance(user, Mapping) else None
    if not isinstance(user, Mapping) or not username:
        return None
    return User(username=username, id=number(user, "id"), name=text(user, "name") or "")


def labels(issue: Mapping[str, Any], body: Mapping[str, Any]) -> frozenset[str] | None:
    """Names of all labels, which GitLab gives twice: in `issue` and at the top of `body`; None where in neither.

    Raises:
        MalformedPayload: they are not a list of labels.
    """
    given = body.get("labels")
    return titles(issue.get("labels") if given is None else given)


def titles(given: Any) -> frozenset[str] | None:
    """Names of the label objects in the list `given`; None for null.

    Raises:
        MalformedPayload: `given` is no list of labels.
    """
    if given is None:
        return None
    return frozenset(texts(given, "title"))


def texts(given: Any, name: str) -> Iterator[str]:
    """What each object of the list `given` has under `name`, in order.

    Raises:
        MalformedPayload: `given` is no list, or an entry has no text there.
    """
    for entry in given if isinstance(given, list) else [None]:
        value = text(entry, name) if isinstance(entry, Mapping) else None
        if value is None:
            message = f"a list of objects with a {name} each is something else"
            raise MalformedPayload(message)
        yield value


def state(issue: Mapping[str, Any]) -> str | None:
    """``opened`` or ``closed``: by the word, which older versions alone have, else by its number; None if neither."""
    written = text(issue, "state")
    return written if written in STATES.values() else STATES.get(number(issue, "state_id") or 0)


def facts(issue: Mapping[str, Any]) -> dict[str, Any]:
    """What else of `issue` explanations name: its type, whether it is confidential, when it changed (ISO 8601, UTC)."""
    confidential = issue.get("confidential")
    changed = instant(text(issue, "updated_at") or "")
    return present(
        type=text(issue, "type"),
        confidential=confidential if isinstance(confidential, bool) else None,
        updated_at=changed and changed.isoformat(),
    )
