"""Scenarios of a changed configuration, played in a process of their own."""

from __future__ import annotations

import os
from contextlib import ExitStack

import pytest

from automation.commands.trial import Trials
from tests.play import ROOT
from tests.scenario_parts import MOVE, MOVED, PROGRAM, scenario_text, step
from tests.small import written

pytestmark = pytest.mark.sandbox_only


@pytest.fixture
def begin(tmp_path, monkeypatch):
    """Begins the trial of a configuration with one scenario beside it; whatever still runs at the end is ended."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with ExitStack() as ends:

        def begin(text, longest=60.0):
            config, trials = written(PROGRAM, tmp_path), Trials(longest)
            ends.callback(trials.stop)
            (tmp_path / "scenarios").mkdir()
            (tmp_path / "scenarios" / "moves.yml").write_text(text, encoding="utf-8")
            return trials(config)

        yield begin


def ended(trial):
    """The verdict on `trial` once its process has ended."""
    trial.process.wait(60)
    return trial.verdict()


def test_nothing_to_play(tmp_path):
    """Where there are no scenarios there is no trial."""
    assert Trials()(written(PROGRAM, tmp_path)) is None


def test_all_is_well(begin):
    """While it plays there is no verdict; then there is nothing to say."""
    trial = begin(scenario_text(step(MOVE, MOVED)))

    assert (trial.verdict(), ended(trial)) == (None, "")


def test_a_failure(begin, tmp_path):
    """A scenario that fails is named with its step and what differs."""
    place = tmp_path / "scenarios" / "moves.yml"

    assert ended(begin(scenario_text(step(MOVE)))) == (
        f"its scenarios fail: {place}:16: S1 differs in: notes; usher test shows it"
    )


def test_a_fault(begin, tmp_path):
    """A scenario that cannot be played is named with its fault."""
    words = ended(begin("events: []\n"))

    assert words.startswith(f"its scenarios cannot be played: {tmp_path / 'scenarios' / 'moves.yml'}:1:1: there are no")


def test_too_long(begin):
    """Scenarios that take too long are ended, and the configuration is refused."""
    trial = begin(scenario_text(step(MOVE, MOVED)), longest=0)

    assert trial.verdict() == (
        "its scenarios take too long; shorten them, or restart Usher, which does not play them at the start"
    )
    with pytest.raises(ProcessLookupError):
        os.kill(trial.process.pid, 0)
