"""`automation.runtime.vigil`: what is known of GitLab, in words, and what is not known yet."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from automation.runtime.catchup import CaughtUp
from automation.runtime.checks import Check
from automation.runtime.hookwatch import Watched
from automation.runtime.metrics import Metrics
from automation.runtime.store import Store
from automation.runtime.vigil import Vigil
from tests.store_parts import NOW

HEARD = Check(ok=True, detail="last heard")


def vigil(store: Any = None, caught: CaughtUp | None = None, watched: Watched | None = None, *, sure: bool) -> Vigil:
    """A vigil whose passes found this."""
    catchup: Any = SimpleNamespace(last=caught)
    hooks: Any = SimpleNamespace(last=watched)
    silence: Any = SimpleNamespace(is_sure=sure, check=lambda: HEARD)
    return Vigil(store, catchup, hooks, silence, Metrics())


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({"sure": False}, {}, id="nothing, right after the start"),
        pytest.param({"sure": True}, {"silence": HEARD}, id="GitLab was heard"),
        pytest.param(
            {"caught": CaughtUp(faults=("p: 502",)), "watched": Watched(("p: hook 3 is disabled",)), "sure": False},
            {"catch-up": Check(ok=False, detail="p: 502"), "hooks": Check(ok=False, detail="p: hook 3 is disabled")},
            id="both passes found something wrong",
        ),
        pytest.param(
            {"caught": CaughtUp(issues=2), "watched": Watched(recovered=1), "sure": True},
            {
                "catch-up": Check(ok=True, detail="found 2 issues and 0 comments that no delivery told of"),
                "hooks": Check(ok=True, detail="none disabled, 1 deliveries taken from GitLab's log"),
                "silence": HEARD,
            },
            id="everything is well",
        ),
    ],
)
def test_only_what_this_start_knows_is_judged(known, expected):
    """Pages show every check, alarms those alone that somebody looked at since the start."""
    found = vigil(**known)

    assert found.judged() == expected
    assert set(found.checks()) == {"catch-up", "hooks", "silence"}


def look(store: Store, *moments: datetime) -> timedelta | None:
    """The gap that a start at the first of these moments finds, and keeps."""
    found = vigil(store, sure=False)
    for now in moments:
        found.alive(now)
    return found.gap


def test_a_start_names_the_gap():
    """It lies between the last sign of life and the start: none at a first one, nor for a clock that was set back."""
    minute = timedelta(minutes=1)
    with Store.open("sqlite://") as store:
        gaps = [
            look(store, NOW, NOW + minute),
            look(store, NOW + 61 * minute, NOW + 62 * minute),
            look(store, NOW + 2 * minute),
        ]

    assert gaps == [None, 60 * minute, timedelta(0)]


@pytest.mark.parametrize(
    ("absent", "caught", "passed", "expected"),
    [
        pytest.param(None, None, None, True, id="a first start"),
        pytest.param(1, None, None, True, id="a restart"),
        pytest.param(60, None, None, False, id="away for an hour, and nothing was asked yet"),
        pytest.param(60, None, 0, False, id="the same, once the gap has a name"),
        pytest.param(60, CaughtUp(), 0, True, id="what went by is known"),
        pytest.param(60, CaughtUp(faults=("p: 404",)), 0, True, id="as far as GitLab answers"),
        pytest.param(60, None, 10, True, id="a catch-up that does not end"),
    ],
)
def test_timers_wait_for_what_went_by(absent, caught, passed, expected):
    """After an absence timers judge only when the catch-up has ended, or after some minutes."""
    minute = timedelta(minutes=1)
    with Store.open("sqlite://") as store:
        if absent is not None:
            store.keep("alive at", (NOW - absent * minute).isoformat())
        found = vigil(store, caught, sure=True)
        if passed is not None:
            found.alive(NOW)

        assert found.is_informed(NOW + (passed or 0) * minute) is expected
