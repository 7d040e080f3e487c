"""How one request is named: for people, for metrics and for limits."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

_ROOT = "/api/v4"
#: what is followed by a name in a path
_NAMED = frozenset({"projects", "groups", "invitations"})


@dataclass(frozen=True, slots=True)
class Call:
    """One request without its host, query and body, which may hold what nobody should read."""

    #: in capitals
    method: str
    #: for people, e.g. ``projects/gitlab-com/marketing/community/issues/12``
    path: str
    #: for metrics: every name and number is ``:id``, e.g. ``/projects/:id/issues/:id``
    template: str
    #: full path (or number) of the project; None where there is none
    project: str | None = None

    @classmethod
    def of(cls, method: str, url: str) -> Call:
        """The name of a request to `url`, with or without query."""
        path = urlsplit(url).path.partition(_ROOT)[2]
        parts = path.strip("/").split("/")
        project = unquote(parts[1]) if parts[0] == "projects" and len(parts) > 1 else None
        return cls(method.upper(), unquote("/".join(_without_address(parts))), _template(parts), project)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def _without_address(parts: list[str]) -> list[str]:
    """`parts` without the address of somebody who is invited."""
    return [":email" if before == "invitations" else part for before, part in _pairs(parts)]


def _template(parts: list[str]) -> str:
    named = [":id" if part.isdigit() or before in _NAMED else part for before, part in _pairs(parts)]
    return "/" + "/".join(named)


def _pairs(parts: list[str]) -> list[tuple[str, str]]:
    return list(zip(["", *parts], parts, strict=False))
