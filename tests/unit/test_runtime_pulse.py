"""`automation.runtime.pulse`, `identity` and `checks`: whether GitLab answers, and whom it takes us for."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from automation.config.model import GitLab
from automation.gitlab.errors import Again
from automation.runtime.checks import Check, check_config, check_gitlab
from automation.runtime.configuration import Configuration
from automation.runtime.identity import Identity
from automation.runtime.pulse import PATIENCE, Pulse
from tests.engine_parts import NOW, Clock
from tests.fakes_gitlab import BOT, FakeGitLab, Trouble

DOWN = Trouble("whoami", Again("GET user: no answer"))


@pytest.mark.parametrize(
    ("answers", "after", "silent", "down"),
    [
        pytest.param([], 0, True, False, id="never asked: silent, and nobody was refused"),
        pytest.param([200], 0, False, False, id="a good answer"),
        pytest.param([404], 89, False, False, id="a refusal of one request is an answer"),
        pytest.param([200], 91, True, False, id="quiet for long, but nothing failed"),
        pytest.param([200, 502], 0, False, False, id="one failure is not an outage yet"),
        pytest.param([200, 502], 91, True, True, id="nothing good for long"),
        pytest.param([0], 0, True, True, id="no answer at all, ever"),
        pytest.param([401], 0, True, True, id="a token that is not taken"),
        pytest.param([502, 200], 0, False, False, id="good again"),
    ],
)
def test_the_pulse_tells_an_outage_from_one_failure(answers, after, silent, down):
    """GitLab is down when it fails and was good for nothing for a while; silent also when nobody asked."""
    clock = Clock()
    pulse = Pulse(clock)

    for status in answers:
        pulse.answered(status)
        clock.advance(0.001)
    clock.advance(after)

    assert (pulse.is_silent(clock.now), pulse.is_down(clock.now)) == (silent, down)


def test_the_pulse_tells_how_long_all_fails():
    """Counted from the first failure after the last good answer, however many follow; a good one ends it."""
    clock = Clock()
    pulse = Pulse(clock)
    seconds = [pulse.failing_for(clock.now)]

    for status, pause in ((200, 50), (502, 30), (0, 10), (404, 1)):
        pulse.answered(status)
        clock.advance(pause)
        seconds.append(pulse.failing_for(clock.now))

    assert seconds == [0, 0, 30, 40, 0]


def test_patience_is_shorter_than_what_a_batch_can_bear():
    """An outage is noticed before the tries of a batch are used up: eight waits of full length take 255 s."""
    assert timedelta(seconds=60) < PATIENCE < timedelta(seconds=255)


def test_who_we_are_is_asked_until_it_is_known():
    """GitLab may be away when we start; once it has told, it is not asked again."""
    gitlab = FakeGitLab(troubles=[DOWN])
    identity = Identity(gitlab)

    identity.introduce()
    before = (identity.known, identity.fault)
    identity.introduce()
    gitlab.troubles.append(DOWN)

    assert before == (None, "GET user: no answer")
    assert (identity.user(), identity.known, identity.fault) == (BOT, BOT, "")


def test_who_asks_for_the_user_hears_the_fault():
    """A worker that needs the user learns why there is none."""
    with pytest.raises(Again, match="no answer"):
        Identity(FakeGitLab(troubles=[DOWN])).user()


def test_the_check_of_gitlab_says_what_it_saw():
    """The readiness page tells who we are, when GitLab was heard, or why it does not know us."""
    gitlab, clock = FakeGitLab(troubles=[DOWN]), Clock()
    pulse, identity = Pulse(clock), Identity(gitlab)
    checks = [check_gitlab(pulse, identity, clock.now)]

    pulse.answered(0)
    identity.introduce()
    checks.append(check_gitlab(pulse, identity, clock.now))
    identity.introduce()
    pulse.answered(200)
    checks.append(check_gitlab(pulse, identity, clock.now))
    clock.advance(3600)
    pulse.answered(503)
    checks.append(check_gitlab(pulse, identity, clock.now))

    assert checks == [
        Check(ok=False, detail="not asked yet"),
        Check(ok=False, detail="GET user: no answer"),
        Check(ok=True, detail=f"we are usher-bot, last heard {NOW:%Y-%m-%d %H:%M:%S} UTC"),
        Check(ok=False, detail=f"we are usher-bot, last heard {NOW:%Y-%m-%d %H:%M:%S} UTC"),
    ]


def test_the_check_of_the_configuration_says_what_is_in_force(tmp_path: Path):
    """Good files are named by their digest; faulty ones by their faults, with the good ones still in force."""
    config = SimpleNamespace(include=[], templates="templates", gitlab=GitLab())
    compiled = SimpleNamespace(digest="c0ffee" * 4, config=config)
    configuration = Configuration(tmp_path / "config.yml", lambda _path: compiled)
    good = check_config(configuration)
    config.gitlab = GitLab(url="https://gitlab.example")
    moved = check_config(configuration)
    configuration.fault = "config.yml:3:1: unknown key"

    assert (good, moved, check_config(configuration)) == (
        Check(ok=True, detail="in force: c0ffeec0ffee"),
        Check(ok=True, detail="in force: c0ffeec0ffee; gitlab.url changed: restart Usher to use it"),
        Check(ok=False, detail="faulty, the last good one is in force: config.yml:3:1: unknown key"),
    )
