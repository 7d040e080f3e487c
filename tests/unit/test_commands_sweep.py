"""`usher sweep` without a GitLab: progress, and what cannot be asked for."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from click.testing import CliRunner
from rich import progress as rich
from rich.console import Console

from automation.commands.main import main
from automation.commands.sweep_progress import COLUMNS, Progress, progress
from automation.model import wire
from automation.runtime.store import Sweep, SweepRequest, SweepState
from automation.runtime.sweeps.plan import Stretch, SweepPlan
from tests.engine_parts import NOW
from tests.small import PATH, workflow, written
from tests.sweep_parts import MARK

SWEEP = Sweep(request=SweepRequest(id="S1", policies=(), started_at=NOW), state=SweepState.SCANNING)


def shown(*sweeps: Sweep, done: tuple[int, int] | None = None) -> str:
    """What a terminal shows in the end."""
    screen = Console(file=StringIO(), force_terminal=True, width=100)
    with rich.Progress(*COLUMNS, console=screen, auto_refresh=False) as bars:
        watched = Progress(bars)
        for sweep in sweeps:
            watched.scanned(sweep)
        if done is not None:
            watched.written(*done)
    assert isinstance(screen.file, StringIO)
    return screen.file.getvalue()


@pytest.mark.parametrize(
    ("length", "words"), [(350, "100/350"), (None, "100/?")], ids=["of so many", "of nobody knows how many"]
)
def test_how_many_issues_are_looked_at(length, words):
    """The bar counts issues, against the number that GitLab told."""
    stretch = Stretch(project=PATH, filters={}, policies=("Mark bugs",), length=length)
    plan = wire.dump_text(SweepPlan(stretches=(stretch,), populations={}))

    assert words in shown(SWEEP, replace(SWEEP, plan=plan, looked=100))


def test_how_many_issues_are_written():
    """Of a live sweep a second bar counts what is written."""
    assert "7/20" in shown(SWEEP, done=(7, 20))


def test_what_is_waited_for_is_said_once(capsys):
    """In a pipeline too, where there are no bars: a token that has ended must not look like a sweep that takes long."""
    with progress() as bars:
        for trouble in ("", "401 [x]", "401 [x]", "", "401 [x]", "500"):
            bars.waits(trouble)

    assert capsys.readouterr() == ("", "waiting: 401 [x]\nwaiting: 401 [x]\nwaiting: 500\n")


def test_there_is_nothing_to_sweep_by(tmp_path):
    """A configuration without policies is named as such, before GitLab is asked."""
    result = CliRunner().invoke(main, ["sweep", "--config", str(written(workflow(), tmp_path))])

    assert (result.exit_code, result.stderr) == (2, "usher: the configuration has no policies\n")


def test_a_faulty_configuration_is_shown_with_its_place(tmp_path):
    """Nothing is done, and every fault says where it stands."""
    faulty = MARK.replace("select: {labels: bug", "select: {lables: bug")
    result = CliRunner().invoke(main, ["sweep", "--config", str(written(faulty, tmp_path))])

    assert result.exit_code == 2
    assert "programs/stories.yml:3:" in result.stderr


def test_a_gitlab_that_nobody_reaches_is_said_in_a_sentence(tmp_path):
    """No traceback: the cause, and that nothing was written."""
    config = 'gitlab: {url: "http://127.0.0.1:9", token: any, timeout: 1}\nprojects: {stories: ' + PATH + "}\n"
    result = CliRunner().invoke(
        main, ["sweep", "--config", str(written(MARK, tmp_path, config)), "--database", f"sqlite:///{tmp_path}/none.db"]
    )

    assert result.exit_code == 1
    assert result.stderr.startswith("usher: given up after 3 tries, nothing was written: ")
