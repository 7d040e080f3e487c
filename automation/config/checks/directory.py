"""Projects and routing tables in config.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from automation.config.checks.names import Names
from automation.config.faults import Problem
from automation.config.model import Config

#: GitLab docs, user/reserved_names.md: letters, digits, `_`, `-` and `.`, at least one group
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+", re.ASCII)


def check_directory(config: Config, names: Names) -> Iterator[Problem]:
    """Paths that are none or stand twice, and people in routing tables whom the configuration does not know."""
    yield from _check_paths(config)
    for table, rows in config.routing.items():
        for row, usernames in rows.items():
            yield from names.people.check_all(usernames, ("routing", table, row))


def _check_paths(config: Config) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for key, project in config.projects.items():
        trail = ("projects", key, "path")
        if not _PATH.fullmatch(project.path):
            remedy = "Write group/project as in the address of the project."
            yield Problem(trail=trail, message="this is no path of a project", remedy=remedy, code="invalid")
        elif first.setdefault(project.path, key) != key:
            other = ("projects", first[project.path], "path")
            message = "another project has this path"
            yield Problem(trail=trail, message=message, remedy="Remove one.", code="duplicate-name", other=other)
