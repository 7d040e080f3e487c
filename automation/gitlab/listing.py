"""Existing issues, page by page: what sweeps look at (api/issues.md#list-project-issues)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol
from urllib.parse import parse_qs, urlencode, urlsplit

from automation.gitlab.connection import Connection, project_path
from automation.gitlab.reading import snapshot_of
from automation.model.refs import IssueRef
from automation.model.snapshot import Snapshot

#: by what GitLab names the next page: by key since 18.3, by number before (api/rest/_index.md#pagination)
_NAMES: Final = ("cursor", "page")
#: above so many issues GitLab does not say how many there are (api/rest/_index.md#pagination-response-headers)
COUNTED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Page:
    """Some issues of a list, those opened first first."""

    issues: tuple[Snapshot, ...]
    #: what to ask the next page with; the empty string behind the last
    next: str


class ListingPort(Protocol):
    """What sweeps ask of GitLab; every method may raise `automation.gitlab.errors.GitLabFault`."""

    def page(self, project: str, filters: Mapping[str, str], after: str = "") -> Page:
        """A hundred issues of `project` (full path) that fit GitLab's own `filters`, behind the page before."""
        ...

    def count(self, project: str, filters: Mapping[str, str]) -> int | None:
        """How many issues fit; None for more than 10,000, which GitLab does not count."""
        ...

    def opened_at(self, project: str, filters: Mapping[str, str], place: int) -> datetime | None:
        """When the issue at `place` of those that fit was opened (UTC); None where there are fewer.

        Places count from 0, the issue opened first; -1 is the one opened last.
        """
        ...


class Listing:
    """`ListingPort` over one connection."""

    def __init__(self, api: Connection) -> None:
        self._api = api

    def page(self, project: str, filters: Mapping[str, str], after: str = "") -> Page:
        """See `ListingPort`; by key, so that rows may go meanwhile (gitlab.md §3.10)."""
        place = {name: values[0] for name, values in parse_qs(after).items()}
        order = {"order_by": "created_at", "sort": "asc", "pagination": "keyset"}
        rows, following = self._api.page(project_path(project, "issues"), **filters, scope="all", **order, **place)
        issues = tuple(snapshot_of(IssueRef(project, row["iid"]), row) for row in rows)
        return Page(issues, _place(following))

    def count(self, project: str, filters: Mapping[str, str]) -> int | None:
        """See `ListingPort`."""
        return self._api.count(project_path(project, "issues"), **filters, scope="all")

    def opened_at(self, project: str, filters: Mapping[str, str], place: int) -> datetime | None:
        """See `ListingPort`; one short page."""
        order = {"order_by": "created_at", "sort": "desc" if place < 0 else "asc"}
        where = {"per_page": 1, "page": -place if place < 0 else place + 1}
        rows, _ = self._api.page(project_path(project, "issues"), **filters, scope="all", **order, **where)
        return snapshot_of(IssueRef(project, rows[0]["iid"]), rows[0]).created_at if rows else None


def _place(address: str) -> str:
    """What of the next page's address says where it begins."""
    asked = parse_qs(urlsplit(address).query)
    return urlencode([(name, asked[name][0]) for name in _NAMES if name in asked])
