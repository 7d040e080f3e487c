"""`automation.runtime.configuration`: read at start, read anew when files change, kept when they are faulty."""

import os
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import structlog

from automation.config.faults import ConfigFaults, Fault
from automation.config.model import GitLab
from automation.runtime.configuration import Configuration

FAULTY = ConfigFaults([Fault(file="config.yml", line=1, column=1, message="unknown key", code="unknown-key")])


@dataclass
class Loader:
    """Reads config.yml: its text is the digest; ``bad`` is faulty."""

    reads: int = 0

    def __call__(self, path: Path):
        """Read the file."""
        self.reads += 1
        text = path.read_text()
        if text == "bad":
            raise FAULTY
        config = SimpleNamespace(include=["programs/*.yml"], templates="templates", gitlab=GitLab(token=text))
        return SimpleNamespace(digest=text, config=config)


@pytest.fixture
def folder(tmp_path):
    """A configuration with one program and one template."""
    for name in ("config.yml", "programs/stories.yml", "templates/Story.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("v1")
    return tmp_path


def write(path: Path, text: str) -> None:
    """Write `text`, at an instant of its own."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    os.utime(path, ns=(before + 1_000_000, before + 1_000_000))


def test_nothing_is_read_again_while_nothing_changes(folder):
    """A look at unchanged files costs no reading."""
    loader = Loader()
    configuration = Configuration(folder / "config.yml", loader)

    assert (configuration.reload(), configuration.reload(), loader.reads) == (False, False, 1)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("config.yml", id="config.yml itself"),
        pytest.param("programs/stories.yml", id="an included program"),
        pytest.param("programs/new.yml", id="a new program"),
        pytest.param("templates/Story.md", id="a template"),
    ],
)
def test_a_change_is_put_into_force(folder, name):
    """Whichever file changes, the configuration is read anew, once."""
    loader = Loader()
    configuration = Configuration(folder / "config.yml", loader)

    write(folder / name, "v2")

    assert (configuration.reload(), configuration.reload(), loader.reads) == (True, False, 2)
    assert configuration.current().digest == ("v2" if name == "config.yml" else "v1")


def test_a_removed_file_is_a_change(folder):
    """A program that is taken away is gone from what is in force."""
    configuration = Configuration(folder / "config.yml", Loader())

    (folder / "programs/stories.yml").unlink()

    assert configuration.reload()


def test_faulty_files_leave_the_last_good_ones_in_force(folder):
    """A fault is shown, nothing stops, and a mended file is put into force."""
    configuration = Configuration(folder / "config.yml", Loader())
    path = folder / "config.yml"

    write(path, "bad")
    faulty = (configuration.reload(), configuration.current().digest, configuration.fault)
    write(path, "v3")
    mended = (configuration.reload(), configuration.current().digest, configuration.fault)

    assert faulty == (False, "v1", "config.yml:1:1: unknown key.")
    assert mended == (True, "v3", "")


def test_a_file_that_cannot_be_read_is_a_fault(folder):
    """config.yml itself may be away for a moment, as while it is replaced."""
    configuration = Configuration(folder / "config.yml", Loader())

    (folder / "config.yml").unlink()

    assert (configuration.reload(), configuration.current().digest) == (False, "v1")
    assert "config.yml" in configuration.fault


def test_a_faulty_configuration_starts_nothing(folder):
    """At start there is no good one to fall back on."""
    write(folder / "config.yml", "bad")

    with pytest.raises(ConfigFaults, match="unknown key"):
        Configuration(folder / "config.yml", Loader())


class Strict(Loader):
    """Reads config.yml and one more program, which is faulty until it says ``rules``."""

    def __call__(self, path: Path):
        """Read both files."""
        if "rules" not in (path.parent / "more/events.yml").read_text():
            raise FAULTY
        return super().__call__(path)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("include: [programs/*.yml, more/*.yml]", id="among others"),
        pytest.param("include: more/events.yml", id="alone"),
        pytest.param("templates: more", id="as a template"),
    ],
)
def test_a_file_that_only_a_refused_configuration_names_is_watched(folder, text):
    """The fault may lie in what config.yml includes for the first time; mended there, it is put into force."""
    write(folder / "more/events.yml", "rules: []")
    configuration = Configuration(folder / "config.yml", Strict())
    write(folder / "more/events.yml", "rulez: []")

    write(folder / "config.yml", text)
    refused = (configuration.reload(), configuration.fault != "")
    write(folder / "more/events.yml", "rules: []")

    assert (refused, configuration.reload(), configuration.reload()) == ((False, True), True, False)
    assert (configuration.current().digest, configuration.fault) == (text, "")


def test_what_waits_for_a_restart_is_said(folder):
    """The connection to GitLab is made at start: another token in the files is not used before the next one."""
    configuration = Configuration(folder / "config.yml", Loader())
    before = configuration.restart

    write(folder / "config.yml", "v2")
    with structlog.testing.capture_logs() as logs:
        configuration.reload()

    expected = "gitlab.token changed: restart Usher to use it"
    assert (before, configuration.restart) == ("", expected)
    assert [line["cause"] for line in logs if line["log_level"] == "warning"] == [expected]


@dataclass
class FakeTrial:
    """A trial whose verdict the test gives."""

    words: str | None = None
    stopped: bool = False

    def verdict(self) -> str | None:
        """What the test says."""
        return self.words

    def stop(self) -> None:
        """Remember that it was ended."""
        self.stopped = True


@pytest.fixture
def tried(folder):
    """A configuration whose changes are tried out, and the trials in order."""
    trials: list[FakeTrial] = []

    def begin(_path: Path) -> FakeTrial:
        trials.append(FakeTrial())
        return trials[-1]

    return Configuration(folder / "config.yml", Loader(), begin), trials


class TestTrials:
    def test_the_start_is_not_tried_out(self, tried):
        """A service starts with what can be read."""
        configuration, trials = tried

        assert (configuration.current().digest, configuration.reload(), trials) == ("v1", False, [])

    @pytest.mark.parametrize(
        ("words", "digest", "fault"),
        [
            pytest.param("", "v2", "", id="well"),
            pytest.param("its scenarios fail", "v1", "its scenarios fail", id="not well"),
        ],
    )
    def test_waits_for_the_verdict(self, folder, tried, words, digest, fault):
        """A changed configuration is put into force when its trial ends well; until then the old one decides."""
        configuration, trials = tried
        write(folder / "config.yml", "v2")

        begun = (configuration.reload(), configuration.reload(), configuration.current().digest)
        trials[0].words = words
        ended = (configuration.reload(), configuration.current().digest, configuration.fault, configuration.reload())

        assert begun == (False, False, "v1")
        assert ended == (words == "", digest, fault, False)
        assert len(trials) == 1

    def test_a_further_change_begins_anew(self, folder, tried):
        """What changes while it is tried out ends the trial and begins another."""
        configuration, trials = tried
        write(folder / "config.yml", "v2")
        configuration.reload()
        write(folder / "config.yml", "v3")
        configuration.reload()
        trials[1].words = ""

        assert (configuration.reload(), configuration.current().digest) == (True, "v3")
        assert [trial.stopped for trial in trials] == [True, False]

    def test_a_faulty_change_ends_the_trial(self, folder, tried):
        """What cannot be read is refused at once, and what was on trial with it."""
        configuration, trials = tried
        write(folder / "config.yml", "v2")
        configuration.reload()
        write(folder / "config.yml", "bad")

        assert (configuration.reload(), configuration.reload(), trials[0].stopped) == (False, False, True)
        assert (configuration.current().digest, configuration.fault) == ("v1", str(FAULTY))

    def test_a_mended_scenario_is_seen(self, folder, tried):
        """The scenarios belong to the files whose change is looked at."""
        configuration, trials = tried
        write(folder / "config.yml", "v2")
        configuration.reload()
        trials[0].words = "its scenarios fail"
        configuration.reload()
        write(folder / "scenarios" / "stories.yml", "mended")
        configuration.reload()
        trials[1].words = ""

        assert (configuration.reload(), configuration.current().digest, configuration.fault) == (True, "v2", "")
