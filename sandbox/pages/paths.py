"""Addresses of pages, relative to the instance: a browser may have reached it by another name than its own."""

from __future__ import annotations

from urllib.parse import quote, unquote, urlencode, urlsplit

from werkzeug.routing import PathConverter

from sandbox.model import Issue, Project
from sandbox.world.state import World


class PlacePath(PathConverter):
    """The path of a project, as far as it is not the beginning of what REST and the controls have."""

    regex = r"(?!(?:api|sandbox)(?:/|$))[^/].*?"

    def to_python(self, value: str) -> str:
        """Return the path as text."""
        return unquote(value)


def project(of: Project) -> str:
    """Return the address of a project's list of issues."""
    return f"/{quote(of.full_path)}/-/issues"


def board(of: Project, scope: str = "") -> str:
    """Return the address of a project's board, of one label scope if it is given."""
    chosen = f"?{urlencode({'scope': scope})}" if scope else ""
    return f"/{quote(of.full_path)}/-/boards{chosen}"


def issue(world: World, of: Issue) -> str:
    """Return the address of an issue."""
    return f"{project(world.data.projects[of.project_id])}/{of.iid}"


def local(wanted: str) -> str:
    """Return an address of this instance as it was wanted, and `/` in the place of one that leads elsewhere."""
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    leads_here = not parts.scheme and not parts.netloc and wanted.startswith("/") and "\\" not in wanted
    return wanted if leads_here and wanted.isprintable() else "/"
