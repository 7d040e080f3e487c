"""Numbers that GitLab wants where people write names: projects and milestones (api/projects.md, api/milestones.md)."""

from __future__ import annotations

from collections.abc import Callable

from automation.gitlab.connection import Connection, project_path
from automation.gitlab.ttl import TtlCache

#: a project keeps its number for life, its path almost
_PROJECT_SECONDS = 3600.0
_MILESTONE_SECONDS = 300.0


class Places:
    """Projects and milestones by name, remembered for minutes."""

    def __init__(self, api: Connection, clock: Callable[[], float]) -> None:
        """Asks nothing yet; `clock` gives seconds that never go back."""
        self._api = api
        self._projects = TtlCache[str, int](_PROJECT_SECONDS, clock)
        self._milestones = TtlCache[tuple[str, str], int | None](_MILESTONE_SECONDS, clock)

    def project_id(self, path: str) -> int:
        """The number of the project at the full path `path`.

        Raises:
            Missing: there is none, or the bot may not see it.
        """
        return self._projects.get(path, lambda: int(self._api.get(project_path(path))["id"]))

    def milestone_id(self, project: str, title: str) -> int | None:
        """The global id of the milestone `title` of `project` or of a group above it; None for none."""
        return self._milestones.get((project, title), lambda: self._ask_milestone(project, title))

    def _ask_milestone(self, project: str, title: str) -> int | None:
        rows = self._api.each(project_path(project, "milestones"), limit=1, title=title, include_ancestors="true")
        return next((row["id"] for row in rows), None)
