"""A person is told once when something needs one, and once when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import structlog

from automation.gitlab.errors import GiveUp
from automation.runtime.alarms import Alarms
from automation.runtime.checks import Check
from automation.runtime.store import Store
from tests.store_parts import NOW, claim, delivery
from tests.unit.config_files import CONFIG, faults, load

MINUTE = timedelta(minutes=1)
WELL, ILL = Check(ok=True, detail="none disabled"), Check(ok=False, detail="p: hook 3 is disabled")
BEGAN = ("ops", "Usher: GitLab has disabled a hook", "p: hook 3 is disabled. It began on 2026-12-01 at 09:00 UTC.")
OVER = ("ops", "Usher: over: GitLab has disabled a hook", "none disabled. It began on 2026-12-01 at 09:00 UTC.")


@dataclass
class Told:
    """A channel that takes messages unless something is wrong with it."""

    messages: list[tuple[str, str, str]] = field(default_factory=list)
    fault: Exception | None = None

    def notify(self, channel: str, title: str, text: str) -> None:
        """Take a message."""
        if self.fault is not None:
            raise self.fault
        self.messages.append((channel, title, text))


@pytest.fixture
def store() -> Any:
    """A fresh store."""
    with Store.open("sqlite://") as opened:
        yield opened


def look(
    store: Store, told: Told, checks: Mapping[str, Check], now: datetime = NOW, channel: str | None = "ops"
) -> None:
    """One look of a process that was just started."""
    rules: Any = SimpleNamespace(config=SimpleNamespace(alerts=SimpleNamespace(channel=channel)))
    Alarms(store, lambda: rules, lambda: checks, told).look(now)


def test_an_incident_is_told_once_and_so_is_its_end(store):
    """However often it is looked at, and however often the service starts again."""
    told = Told()

    for number, check in enumerate([WELL, ILL, ILL, ILL, WELL, WELL]):
        look(store, told, {"hooks": check}, NOW + (number - 1) * MINUTE)

    assert told.messages == [BEGAN, OVER]


def test_what_is_not_known_yet_changes_nothing(store):
    """After a restart nothing is over before somebody looked."""
    told = Told()

    for number, checks in enumerate([{"hooks": ILL}, {}, {}, {"hooks": ILL}]):
        look(store, told, checks, NOW + number * MINUTE)

    assert told.messages == [BEGAN]


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        pytest.param([0, 30, 59], [], id="less than an hour"),
        pytest.param([0, 30, 60, 90], ["Usher: GitLab cannot be asked what changed"], id="an hour"),
    ],
)
def test_catching_up_has_an_hour(store, minutes, expected):
    """GitLab may be away for a while; it may also come back before anybody is told."""
    told = Told()

    for minute in minutes:
        look(store, told, {"catch-up": Check(ok=False, detail="p: 502")}, NOW + minute * MINUTE)
    began = [title for _, title, _ in told.messages]
    if not expected:
        look(store, told, {"catch-up": WELL}, NOW + 61 * MINUTE)

    assert (began, len(told.messages)) == (expected, len(expected))


def test_work_that_was_given_up_is_told(store):
    """A dead letter is an incident, which ends when it is rerun or dropped."""
    told = Told()
    store.receive(delivery())
    store.bury(claim(store), "the issue was refused twelve times")
    look(store, told, {})
    store.drop(store.dead_letters(1)[0].work_key, NOW)
    look(store, told, {}, NOW + MINUTE)

    assert [title for _, title, _ in told.messages] == ["Usher: work was given up", "Usher: over: work was given up"]
    assert told.messages[0][2].startswith("1 of the work list are given up; usher dead-letters says why.")


def test_checks_that_need_nobody_are_left_alone(store):
    """A faulty configuration is told to those who wrote it."""
    told = Told()
    look(store, told, {"config": ILL, "gitlab": ILL})

    assert (told.messages, store.recall("alarms")) == ([], None)


def test_a_channel_that_is_away_is_tried_again(store):
    """Nothing counts as told that nobody took; the log has it all the same."""
    told = Told(fault=GiveUp("the channel 'ops' did not take the message"))

    with structlog.testing.capture_logs() as logs:
        look(store, told, {"hooks": ILL})
        told.fault = None
        look(store, told, {"hooks": ILL}, NOW + MINUTE)

    assert [title for _, title, _ in told.messages] == [BEGAN[1]]
    assert [(line["event"], line["log_level"]) for line in logs] == [
        ("alarm", "error"),
        ("nobody could be told", "error"),
        ("alarm", "error"),
    ]


def test_a_fault_of_ours_is_tried_again_too(store):
    """Whatever goes wrong with the channel, nothing counts as told."""
    with pytest.raises(KeyError):
        look(store, Told(fault=KeyError("x")), {"hooks": ILL})
    told = Told()
    look(store, told, {"hooks": ILL})

    assert told.messages == [BEGAN]


def test_without_a_channel_the_log_has_it(store):
    """Each once, with its title."""
    with structlog.testing.capture_logs() as logs:
        for number, check in enumerate([ILL, ILL, WELL]):
            look(store, Told(), {"hooks": check}, NOW + number * MINUTE, channel=None)

    assert [(line["title"], line["log_level"]) for line in logs] == [(BEGAN[1], "error"), (OVER[1], "warning")]


def test_of_two_processes_one_tells(store):
    """The fact changes once, and who changed it tells."""
    assert [store.exchange("alarms", None, "a"), store.exchange("alarms", None, "b")] == [True, False]
    assert [store.exchange("alarms", "a", "c"), store.exchange("alarms", "a", "d")] == [True, False]
    assert store.recall("alarms") == "c"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        pytest.param('channels: {ops: "json://127.0.0.1"}\nalerts: {channel: ops}', [], id="it is there"),
        pytest.param(
            'channels: {ops: "json://127.0.0.1"}\nalerts: {channel: oops}',
            ["there is no channel of this name (got 'oops'). Did you mean 'ops'? Known: ops."],
            id="a slip",
        ),
    ],
)
def test_the_channel_has_to_be_there(tmp_path, lines, expected):
    """A name that is none is a fault, with the nearest spelling."""
    found = faults(tmp_path, {"config.yml": f"{CONFIG}{lines}\n"})

    assert [fault.partition(": ")[2] for fault in found] == expected


def test_whom_alarms_are_told_decides_nothing(tmp_path):
    """A configuration that tells somebody else is the same to explanations."""
    channels = 'channels: {ops: "json://127.0.0.1", sales: "json://127.0.0.1"}\n'
    digests = {
        load(tmp_path / name, {"config.yml": f"{CONFIG}{channels}alerts: {{channel: {name}}}\n"}).digest
        for name in ("ops", "sales")
    }

    assert len(digests) == 1
