"""A process that dies at any step of a sweep leaves GitLab as one that never died would (design.md §10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from automation.runtime.faultpoints import Point
from tests.faults.gitlab_side import OPS, scene
from tests.faults.lives import Service, Victims, settle, victims
from tests.faults.victim import KILLED

#: the points of a sweep, and those of a run between which it is written
POINTS = [name for name in Point if name.startswith("sweep")] + [Point.CLAIMED, Point.AFTER_EFFECT, Point.FINISHED]


@dataclass(frozen=True)
class Ending:
    """What is there when everything is over."""

    #: in the order of the issues: which of them is written first is chance
    writes: list[tuple[str, str, Any]]
    issues: list[dict[str, Any]]
    counts: dict[str, int]
    points: Counter[str]


@pytest.fixture(scope="module")
def keeper() -> Iterator[Victims]:
    """Somebody who has victims ready."""
    with victims() as ready:
        yield ready


def play(keeper: Victims, folder: Path, kill_at: tuple[str, int] | None = None) -> tuple[Ending, list[int]]:
    """Two nominations that Usher has not seen are swept, with the service killed at the given passing of a point."""
    folder.mkdir()
    with scene() as gitlab:
        for number in (1, 2):
            gitlab.nominate(f"partner-emea-{number}@example.com")
        gitlab.take()
        service = Service(keeper, gitlab, folder, kill_at)
        service.sweep("S1")
        settle(gitlab, service)
        counts, points = service.counts(), Counter(service.points())
        service.end()
        return Ending(sorted(gitlab.writes(), key=repr), gitlab.issues(), counts, points), service.deaths


@pytest.fixture(scope="module")
def undisturbed(keeper: Victims, tmp_path_factory: pytest.TempPathFactory) -> Ending:
    """How the sweep ends when nobody is killed."""
    ending, deaths = play(keeper, tmp_path_factory.mktemp("undisturbed") / "life")
    assert deaths == []
    return ending


def test_the_sweep_has_labels_notes_and_a_digest_in_it(undisturbed: Ending):
    """What the kills disturb: each nomination is changed and answered, and one issue lists both."""
    resources = Counter(path.partition(OPS)[2] for _method, path, _body in undisturbed.writes)

    assert resources == {
        "/issues/1": 1,
        "/issues/1/notes": 1,
        "/issues/2": 1,
        "/issues/2/notes": 1,
        "/issues": 1,
    }
    assert [issue["title"] for issue in undisturbed.issues] == ["Nomination", "Nomination", "Open: 2"]


@pytest.mark.parametrize("name", POINTS)
def test_a_kill_at_any_point_changes_nothing(name: Point, undisturbed: Ending, keeper: Victims, tmp_path: Path):
    """Killed at any passing of any point and started again, the sweep writes the same once and loses nothing."""
    passings = undisturbed.points[name]

    for number in range(1, passings + 1):
        ending, deaths = play(keeper, tmp_path / str(number), (name, number))
        assert (deaths, ending.counts) == ([KILLED], undisturbed.counts)
        assert (ending.writes, ending.issues) == (undisturbed.writes, undisturbed.issues)

    assert passings > 0
