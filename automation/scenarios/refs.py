"""What the issues of a play are called in its file, and what in GitLab."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sandbox.world.state import World


class NotThere(LookupError):
    """A step needs something that is not in GitLab; says what, as a sentence without its full stop."""


@dataclass(slots=True)
class Refs:
    """Names of issues, both ways."""

    world: World
    #: global id of each issue by its name in the file
    ids: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, issue_id: int) -> None:
        """Call the issue `name` from now on."""
        self.ids[name] = issue_id

    def id_of(self, name: str) -> int:
        """The global id of the issue `name`.

        Raises:
            NotThere: it was not opened.
        """
        if name not in self.ids:
            message = f"{name} is not there: the step that should have opened it did not"
            raise NotThere(message)
        return self.ids[name]

    def name_of(self, issue_id: int) -> str:
        """The name of the issue, or its full reference where the file has none for it."""
        known = next((name for name, other in self.ids.items() if other == issue_id), None)
        return known or self.path_of(issue_id)

    def path_of(self, issue_id: int) -> str:
        """``group/project#iid`` of the issue."""
        issue = self.world.data.issues[issue_id]
        return f"{self.world.data.projects[issue.project_id].full_path}#{issue.iid}"

    def readable(self, text: str) -> str:
        """`text` with each full reference of an issue that has a name replaced by that name."""
        names = {self.path_of(issue_id): name for name, issue_id in self.ids.items()}
        return re.sub(r"[\w./-]+#[0-9]+", lambda match: names.get(match[0], match[0]), text)

    def readable_lines(self, lines: Iterable[str]) -> Iterator[str]:
        """`readable`, for each of `lines`."""
        return map(self.readable, lines)
