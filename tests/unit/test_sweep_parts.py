"""The small parts of sweeps: brake, pace, and what is kept of a find."""

from __future__ import annotations

from datetime import timedelta

import pytest

from automation.config.model import Brakes, Config
from automation.runtime.store import PolicyTally
from automation.runtime.sweeps.brake import exceeds
from automation.runtime.sweeps.deliveries import digest_delivery
from automation.runtime.sweeps.pace import AHEAD, Pace
from automation.runtime.sweeps.plan import chosen
from tests.engine_parts import NOW
from tests.small import compiled
from tests.sweep_parts import policies


@pytest.mark.parametrize(
    ("writes", "population", "brakes", "held"),
    [
        pytest.param(20, 20, {}, False, id="so few are never held"),
        pytest.param(21, 70, {}, False, id="thirty in a hundred pass"),
        pytest.param(22, 70, {}, True, id="more do not"),
        pytest.param(29, 100, {"sweep_share": "29%"}, False, id="exactly the share"),
        pytest.param(50, 0, {}, True, id="of nothing every change is too many"),
        pytest.param(500, 500, {"sweep_share": "100%"}, False, id="lifted"),
        pytest.param(51, 10_000, {"sweep_most": 50}, True, id="too many, whatever the share"),
        pytest.param(50, 10_000, {"sweep_most": 50}, False, id="just as many as may be"),
        pytest.param(15, 10_000, {"sweep_most": 10}, False, id="few are never held, whatever the most is"),
        pytest.param(1, 2, {"sweep_share": "49%", "sweep_free": 0}, True, id="nothing is free"),
        pytest.param(0, 0, {"sweep_share": "0%", "sweep_free": 0}, False, id="nothing to change"),
    ],
)
def test_the_brake(writes, population, brakes, held):
    """A policy is held that would change more than a share of the issues, and more than a few."""
    tally = PolicyTally(policy="Mark", population=population, writes=writes)

    assert exceeds(tally, Brakes.model_validate(brakes)) is held


@pytest.mark.parametrize(
    ("written", "share"),
    [("30%", 0.3), ("2.5 %", 0.025), (0.3, 0.3), ("100%", 1.0), (0, 0.0)],
    ids=["percent", "with a point and a space", "a number", "all", "nothing"],
)
def test_a_share_is_a_percentage(written, share):
    """30% is how people write it."""
    assert Config.model_validate({"brakes": {"sweep_share": written}}).brakes.sweep_share == share


@pytest.mark.parametrize("written", ["130%", "-1%", "many", "%", 30], ids=str)
def test_what_is_no_share_is_refused(written):
    """Nothing else than a part of the whole is one."""
    with pytest.raises(ValueError, match="brakes"):
        Config.model_validate({"brakes": {"sweep_share": written}})


def test_only_so_many_issues_wait_to_be_written():
    """Work ahead of the workers is bounded: what is dropped meanwhile is not written."""
    pace = Pace()

    assert [pace.room(NOW, waiting, 1000) for waiting in (0, AHEAD - 1, AHEAD, AHEAD + 1)] == [AHEAD, 1, 0, 0]


def test_half_of_the_comments_are_left_to_live_events():
    """Within a minute a sweep hands in half of the comments that GitLab takes."""
    pace = Pace()
    pace.spend(NOW, 20)
    pace.spend(NOW + timedelta(seconds=30), 10)
    seconds = (0, 59, 60, 90)

    assert [pace.room(NOW + timedelta(seconds=after), 0, 60) for after in seconds] == [0, 0, 20, 30]


def test_a_policy_that_comments_gets_on_also_where_gitlab_takes_one_comment_a_minute():
    """However small the limit is, it is no standstill."""
    assert Pace().room(NOW, 0, 1) == 1


def test_a_digest_names_its_sweep_and_policy():
    """One digest of a policy in a sweep is one delivery, however often it is made."""
    made = digest_delivery("S1", "List bugs", (), 7, NOW)

    assert (made.key, made.work_key) == ("sweep:S1:List bugs:digest", "digest:List bugs")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param((), ["Tidy [P1]?", "Tidy P"], id="no name means all"),
        pytest.param(("Tidy [P1]?",), ["Tidy [P1]?"], id="brackets are a part of the name"),
        pytest.param(("Tidy [*",), ["Tidy [P1]?"], id="a star stands for anything"),
        pytest.param(("Tidy ?",), [], id="nothing else does"),
    ],
)
def test_a_sweep_is_for_the_policies_that_are_called(names, expected):
    """Whatever signs a name has, a sweep goes by the same policies as the check of the configuration."""
    rules = compiled(policies("name: 'Tidy [P1]?', do: [{label: A}]", "name: Tidy P, do: [{label: B}]"))

    assert list(chosen(rules, names)) == expected
