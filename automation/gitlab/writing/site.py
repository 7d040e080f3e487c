"""What every writer works with, and the parts that several writers share."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from automation.gitlab.connection import Connection, project_path
from automation.gitlab.errors import gone_if_missing
from automation.gitlab.places import Places
from automation.gitlab.reading import snapshot_of
from automation.gitlab.users import Users
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Site:
    """One GitLab, as its writers need it."""

    api: Connection
    users: Users
    places: Places


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one effect of a run."""

    #: ``usher:<run id>:<effect index>``
    marker: str
    #: an earlier try may have written it: look first
    resuming: bool = False
    #: the issue for which the effect was meant, where it is known
    before: Snapshot | None = None


def issue_path(ref: IssueRef, *more: object) -> str:
    """The path of the issue and of what is under it, encoded for a request."""
    return project_path(ref.project, "issues", ref.iid, *more)


def read_issue(api: Connection, ref: IssueRef) -> Snapshot:
    """The issue as GitLab has it now.

    Raises:
        Gone: it is not there any more, or not visible to the bot.
    """
    with gone_if_missing(ref):
        return snapshot_of(ref, api.get(issue_path(ref)))


def ids_of(names: Collection[str], users: Users) -> tuple[list[int], tuple[str, ...]]:
    """The ids of the people called `names`, in that order, and the names of which GitLab knows nobody."""
    known = {name: users.id_of(name) for name in names}
    unknown = tuple(name for name, person in known.items() if person is None)
    return [person for person in known.values() if person is not None], unknown


def said(body: Mapping[str, Any]) -> dict[str, Any]:
    """The entries of a request `body` that say something: None leaves a field as it is."""
    return {name: value for name, value in body.items() if value is not None}
