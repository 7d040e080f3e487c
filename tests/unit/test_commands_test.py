"""``usher test`` on the command line, and ``usher check`` with scenarios beside the configuration."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from automation.commands.main import main
from tests.scenario_parts import MOVE, MOVED, PROGRAM, scenario_text, step
from tests.small import written

pytestmark = pytest.mark.sandbox_only

RIGHT = scenario_text(step(MOVE, MOVED))
WRONG = scenario_text(step(MOVE), step("kind: tick", number=2), step("kind: tick", "also: {STORY: {labels: X}}", 3))


def usher(*arguments):
    """Run `usher` with these arguments; no fault of a user may end in a traceback."""
    result = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def config(tmp_path):
    """A small configuration with one scenario that passes beside it."""
    path = written(PROGRAM, tmp_path)
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "right.yml").write_text(RIGHT, encoding="utf-8")
    return path


def wrong(config):
    """A scenario of which two of three steps fail."""
    path = config.parent / "wrong.yml"
    path.write_text(WRONG, encoding="utf-8")
    return path


class TestTest:
    def test_beside(self, config):
        """Without a file those beside the configuration are played; if all pass it ends with 0."""
        result = usher("test", "--config", config)

        place = config.parent / "scenarios" / "right.yml"
        assert result.exit_code == 0
        assert result.stdout.startswith(f"{place}: 1 step, all passed")

    def test_failure(self, config):
        """A failure ends with 1, and shows its place, its difference and the reasons."""
        path = wrong(config)
        result = usher("test", path, "--config", config)

        assert result.exit_code == 1
        assert [line for line in result.stdout.splitlines() if line.startswith("✗")] == [
            f"✗ {path}:16: S1",
            f"✗ {path}:22: S3",
        ]
        assert "    +  key: begun" in result.stdout
        assert "      ✓ Move New → Doing: by nicole.smith" in result.stdout

    @pytest.mark.parametrize(
        ("options", "counts"),
        [
            pytest.param((), (3, 1, 2), id="a failed step does not end the play"),
            pytest.param(("--fail-fast",), (1, 0, 1), id="unless that is asked for"),
            pytest.param(("--from", "S2"), (2, 1, 1), id="from a step on"),
            pytest.param(("--from", "S2", "--until", "S2"), (1, 1, 0), id="one step"),
        ],
    )
    def test_json(self, config, options, counts):
        """JSON counts the steps that were compared."""
        result = usher("test", wrong(config), "--config", config, "--format", "json", *options)
        found = json.loads(result.stdout)

        assert (found["steps"], found["passed"], found["failed"]) == counts
        assert result.exit_code == (1 if counts[2] else 0)

    def test_junit(self, config):
        """JUnit's XML is all that is printed."""
        result = usher("test", wrong(config), "--config", config, "--format", "junit")

        assert result.stdout.startswith("<?xml version='1.0'")
        assert result.stdout.count("<testcase ") == 3

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            pytest.param(("--from", "S9"), "--from: there is no step 'S9' in", id="no such step"),
            pytest.param(("--from", "S3", "--until", "S1"), "S3 comes after S1", id="the wrong way round"),
            pytest.param(("no-such-file.yml",), "'no-such-file.yml' does not exist", id="no such file"),
        ],
    )
    def test_used_wrongly(self, config, options, words):
        """A wrong use ends with 2 and a sentence."""
        result = usher("test", wrong(config), "--config", config, *options)

        assert (result.exit_code, words in result.stderr) == (2, True)

    def test_two_files(self, config):
        """A section of several files has no meaning."""
        result = usher("test", wrong(config), wrong(config), "--config", config, "--from", "S1")

        assert (result.exit_code, "--from and --until take one file" in result.stderr) == (2, True)

    def test_nothing(self, tmp_path):
        """Where there is nothing to play, it says what to do."""
        result = usher("test", "--config", written(PROGRAM, tmp_path))

        assert (result.exit_code, "write one into scenarios/ beside config.yml" in result.stderr) == (2, True)

    @pytest.mark.parametrize(
        "body",
        [
            pytest.param(b"", id="empty"),
            pytest.param(b"\xff\xfe\x00", id="no text"),
            pytest.param(b"[1, 2]", id="a list"),
            pytest.param(b"events: {a: b}", id="steps that are no list"),
            pytest.param(b"events: [1, null, {kind: [tick]}]", id="steps that are none"),
            pytest.param(b"events: [{kind: tick, id: 1, at: 2}]", id="values of other kinds"),
            pytest.param(b"meta: {start: never}\nevents: [{kind: tick, id: a, at: never}]", id="no instants"),
            pytest.param(b"a: &a [*a]", id="a circle"),
        ],
    )
    def test_odd_files(self, config, body):
        """Whatever the file is, it ends with 2 and its faults."""
        path = config.parent / "odd.yml"
        path.write_bytes(body)
        result = usher("test", path, "--config", config)

        assert result.exit_code == 2
        assert f"{path}:1:" in result.stderr
        assert "nothing was done" in result.stderr


class TestCheck:
    def test_passes(self, config):
        """Scenarios beside the configuration are played and counted."""
        result = usher("check", config)

        assert (result.exit_code, result.stdout) == (
            0,
            "1 workflow, 0 rules, 1 scenario of 1 step: nothing to complain about\n",
        )

    def test_fails(self, config):
        """A scenario that fails ends with 1; the step is named, and the command that shows the difference."""
        path = config.parent / "scenarios" / "right.yml"
        path.write_text(scenario_text(step(MOVE)), encoding="utf-8")
        result = usher("check", config)

        assert (result.exit_code, result.stdout.splitlines()) == (
            1,
            [
                f"failed: {path}:16: S1 differs in: notes; usher test {path} shows it",
                "1 workflow, 0 rules, 1 scenario of 1 step: 1 step failed",
            ],
        )
        found = json.loads(usher("check", config, "--format", "json").stdout)
        assert (found["warnings"], found["scenarios"]["failed"]) == ([], 1)

    def test_faulty(self, config):
        """A scenario that cannot be played is a fault of the configuration."""
        path = config.parent / "scenarios" / "right.yml"
        path.write_text("events: []\n", encoding="utf-8")
        result = usher("check", config)

        assert (result.exit_code, result.stdout) == (
            2,
            f"fault: {path}:1:1: there are no steps. Write the steps under events:.\n",
        )

    def test_left_alone(self, config):
        """On demand they are left alone."""
        result = usher("check", config, "--no-scenarios")

        assert (result.exit_code, result.stdout) == (0, "1 workflow, 0 rules: nothing to complain about\n")
