"""Projects, people and routing tables in config.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from automation.config.checks.names import Names
from automation.config.checks.words import check_word
from automation.config.faults import Problem
from automation.config.model import Config
from automation.config.words.absence import to_absence

#: GitLab docs, user/reserved_names.md: letters, digits, `_`, `-` and `.`, at least one group
_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)+", re.ASCII)


def check_directory(config: Config, names: Names) -> Iterator[Problem]:
    """Paths that are none or stand twice, absences that are none, people in tables whom the configuration lacks."""
    yield from _check_paths(config)
    for username, person in config.people.items():
        for index, word in enumerate(person.away):
            yield from check_word(to_absence, word, ("people", username, "away", index))
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
