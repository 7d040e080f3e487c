"""An hour of people's work whose deliveries are dropped, doubled, swapped and stalled ends as an undisturbed one."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.scenarios.endings import Ending, endings, invitations, quietly
from tests.scenarios.script import Stretch, script
from tests.scenarios.tales import PROJECTS, everybody
from tests.scenarios.town import Town, town

START = datetime(2027, 1, 11, 9, tzinfo=UTC)
#: as often as Usher asks what it was not told
FIVE_MINUTES = timedelta(minutes=5)
FAULTS = (
    {"kind": "drop", "rate": 0.12},
    {"kind": "double", "rate": 0.1},
    {"kind": "swap", "rate": 0.2},
    {"kind": "stall", "rate": 0.05, "seconds": 0.02},
)
#: what Usher has to say in such an hour, so that there is something to get wrong
SAID = {
    *("made-confidential", "needs-info", "transition-rejected", "stage-restored", "label-reverted"),
    *("close-rejected", "reopen-rejected", "story-intake", "story-approved", "portal-request", "sponsor-notified"),
    *("output-recorded", "output-unknown", "comment-misread"),
}
#: acts that people may be ahead of Usher
AHEAD = 9


def disturbed(
    folder: Path, stretches: Iterable[Stretch], seed: int
) -> tuple[tuple[list[Ending], list[str]], dict[str, int]]:
    """How `stretches` end when acts are heard of late, twice, in another order or not; and how often each was so."""
    chance = random.Random(seed)
    with town(folder, START, PROJECTS) as place:
        faults = place.box.world.faults
        faults.reseed(seed)
        for fault in FAULTS:
            faults.add(dict(fault))
        for stretch in stretches:
            _play(place, stretch, chance)
        struck = {fault["kind"]: fault["hits"] for fault in faults.as_json()}
        faults.clear()
        place.look_round(place.now + FIVE_MINUTES)
        return (endings(place), invitations(place)), struck


def _play(place: Town, stretch: Stretch, chance: random.Random) -> None:
    """Usher comes to answer now and then, and asks at the end what it was not told."""
    for act in stretch.acts:
        place.act(act)
        if chance.random() < 1 / AHEAD:
            place.answer()
    place.answer()
    place.look_round(stretch.end)


@pytest.mark.parametrize("seed", [1])
def test_an_hour_of_disturbed_deliveries_ends_as_an_undisturbed_one(seed: int, tmp_path: Path) -> None:
    """Labels, assignees, states, dates, confidentiality and what Usher said: the same, for every issue.

    Hundreds of acts by people of many roles, legal and illegal, over some dozens of issues. What people do in one of
    the twelve stretches of five minutes is such that it may be heard in any order; `tests.scenarios.tales` says why.
    """
    stretches = script(random.Random(seed), everybody(random.Random(seed), explaining=True), START, [FIVE_MINUTES] * 12)

    found, struck = disturbed(tmp_path / "disturbed", stretches, seed)

    assert found == quietly(tmp_path / "quiet", START, stretches)
    assert {key for ending in found[0] for key in ending.messages} >= SAID
    assert sum(len(stretch.acts) for stretch in stretches) > 400
    assert min(struck.values()) > 20, struck
