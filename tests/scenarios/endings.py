"""How GitLab stands when everything is over, without what hangs on the order in which issues were opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from automation.commands.seeding import BOT
from automation.decide.notes import parse_markers
from automation.runtime.catchup import CaughtUp
from tests.play import shipped
from tests.scenarios.script import Stretch
from tests.scenarios.tales import PROJECTS
from tests.scenarios.town import Town, issues_of, town


@dataclass(frozen=True, slots=True, order=True)
class Ending:
    """One issue in the end."""

    project: str
    title: str
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    state: str
    due_date: str
    confidential: bool
    #: keys of Usher's messages, each as often as it was said
    messages: tuple[str, ...]


def endings(town: Town) -> list[Ending]:
    """Every issue of the projects in which something happened, those that Usher opened too."""
    paths = [shipped().config.projects[project].path for project in PROJECTS]
    return sorted(_ending(town, path, issue) for path in paths for issue in _every(town, issues_of(path)))


def invitations(town: Town) -> list[str]:
    """The addresses that were invited to the Champions group."""
    group = quote(shipped().config.groups["champions"], safe="")
    return sorted(row["invite_email"] for row in _every(town, f"/groups/{group}/invitations"))


def _ending(town: Town, path: str, issue: dict[str, Any]) -> Ending:
    notes = _every(town, f"{issues_of(path)}/{issue['iid']}/notes")
    ours = [note["body"] for note in notes if note["author"]["username"] == BOT and not note["system"]]
    return Ending(
        project=path,
        title=issue["title"],
        labels=tuple(sorted(issue["labels"])),
        assignees=tuple(sorted(person["username"] for person in issue["assignees"])),
        state=issue["state"],
        due_date=issue["due_date"] or "",
        confidential=issue["confidential"],
        messages=tuple(sorted(key for text in ours for key, _ in parse_markers(text))),
    )


def _every(town: Town, path: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    rows: list[dict[str, Any]] = []
    while page := town.ask(BOT, "GET", f"{path}?per_page=100&page={len(rows) // 100 + 1}&scope=all"):
        rows += page
        if len(page) < 100:
            break
    return rows


def quietly(folder: Path, start: datetime, stretches: Iterable[Stretch]) -> tuple[list[Ending], list[str]]:
    """How `stretches` end when Usher hears and answers every act before the next; it finds nothing by asking then."""
    with town(folder, start, PROJECTS) as place:
        for stretch in stretches:
            for act in stretch.acts:
                place.act(act)
                place.answer()
            place.look_round(stretch.end)
            assert place.usher.service.vigil.catchup.last == CaughtUp()
        return endings(place), invitations(place)
