"""A process that dies at any step of a story leaves GitLab as one that never died would (design.md §10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from automation.runtime.faultpoints import Point
from tests.faults.gitlab_side import CHAMPIONS, OPS, scene
from tests.faults.lives import Service, Victims, settle, victims
from tests.faults.victim import KILLED


@dataclass(frozen=True)
class Ending:
    """What is there when everything is over."""

    writes: list[tuple[str, str, Any]]
    issues: list[dict[str, Any]]
    invitations: list[str]
    counts: dict[str, int]
    points: Counter[str]


@pytest.fixture(scope="module")
def keeper() -> Iterator[Victims]:
    """Somebody who has victims ready."""
    with victims() as ready:
        yield ready


def play(keeper: Victims, folder: Path, kill_at: tuple[str, int] | None = None) -> tuple[Ending, list[int]]:
    """The story from nomination to its end, with the service killed at the given passing of a point."""
    folder.mkdir()
    with scene() as gitlab:
        service = Service(keeper, gitlab, folder, kill_at)
        iid = gitlab.nominate("partner-emea-1@example.com")
        settle(gitlab, service)
        gitlab.move("sa-emea", iid, "Nominated", "Approved")
        settle(gitlab, service)
        gitlab.move("champions-manager", iid, "Nominated", "Approved")
        settle(gitlab, service)
        gitlab.move("champions-manager", iid, "Approved", "Declined")
        settle(gitlab, service)
        counts, points = service.counts(), Counter(service.points())
        service.end()
        return Ending(gitlab.writes(), gitlab.issues(), gitlab.invitations(), counts, points), service.deaths


@pytest.fixture(scope="module")
def undisturbed(keeper: Victims, tmp_path_factory: pytest.TempPathFactory) -> Ending:
    """How the story ends when nobody is killed."""
    ending, deaths = play(keeper, tmp_path_factory.mktemp("undisturbed") / "life")
    assert deaths == []
    return ending


def test_the_story_has_every_kind_of_effect_in_it(undisturbed: Ending):
    """What the kills disturb: labels, notes, an invitation, a new issue with its link, a refusal, and a message."""
    resources = [path.partition(OPS)[2] or path for _method, path, _body in undisturbed.writes]

    assert resources == [
        "/issues/1",
        "/issues/1/notes",
        "/issues/1",
        "/issues/1/notes",
        "/issues/1/notes",
        f"/api/v4/groups/{CHAMPIONS}/invitations",
        "/issues",
        "/issues/2/links",
        "/issues/1",
        "/issues/2",
        "/issues/2/notes",
    ]


@pytest.mark.parametrize("name", [name for name in Point if not name.startswith("sweep")])
def test_a_kill_at_any_point_changes_nothing(name: Point, undisturbed: Ending, keeper: Victims, tmp_path: Path):
    """Killed at any passing of any point and started again, the service writes the same once and loses nothing."""
    passings = undisturbed.points[name]

    for number in range(1, passings + 1):
        ending, deaths = play(keeper, tmp_path / str(number), (name, number))
        assert (deaths, ending.counts) == ([KILLED], undisturbed.counts)
        assert (ending.writes, ending.issues) == (undisturbed.writes, undisturbed.issues)
        assert ending.invitations == undisturbed.invitations

    assert passings > 0
