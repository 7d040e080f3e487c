"""`automation.runtime.retry`: what is done about a fault."""

from datetime import UTC, datetime, timedelta

import pytest

from automation.gitlab.errors import Again, GitLabFault, GiveUp, Gone, Refused, Throttled
from automation.runtime.retry import Bury, Retry, after

NOW = datetime(2027, 1, 11, 9, 15, tzinfo=UTC)
AGAIN = Again("GET projects/x/issues/7: 502", status=502)


def retry(seconds: float, attempts: int, *, throttled: bool = False, cause: str = AGAIN.cause) -> Retry:
    """Another try after `seconds`."""
    return Retry(at=NOW + timedelta(seconds=seconds), throttled=throttled, attempts=attempts, cause=cause)


@pytest.mark.parametrize(
    ("attempts", "jitter", "expected"),
    [
        pytest.param(0, 1.0, retry(1, 1), id="the first wait is at most a second"),
        pytest.param(0, 0.25, retry(0.25, 1), id="full jitter: any part of it"),
        pytest.param(3, 1.0, retry(8, 4), id="doubled by each try: 2 ** 3"),
        pytest.param(9, 0.5, retry(256, 10), id="half of 2 ** 9"),
        pytest.param(10, 1.0, retry(600, 11), id="never more than ten minutes: 2 ** 10 > 600"),
        pytest.param(11, 1.0, Bury("GET projects/x/issues/7: 502 (12 tries)"), id="the twelfth try is the last"),
    ],
)
def test_backs_off_with_full_jitter(attempts, jitter, expected):
    """What may pass by itself is tried again later and later, and given up after twelve tries."""
    assert after(AGAIN, attempts, NOW, jitter) == expected


@pytest.mark.parametrize(
    ("attempts", "failing", "expected"),
    [
        pytest.param(0, 0, retry(1, 0), id="no try counts; the first wait is short: a single failure may be all"),
        pytest.param(0, 100, retry(100, 0), id="waits grow with the outage"),
        pytest.param(8, 100, retry(256, 8), id="longer where it was longer before"),
        pytest.param(0, 9000, retry(600, 0), id="never more than ten minutes"),
        pytest.param(11, 0, retry(600, 11), id="the last try is never used up"),
        pytest.param(40, 0, retry(600, 40), id="nor when it was used up before"),
    ],
)
def test_an_outage_kills_nothing(attempts, failing, expected):
    """While GitLab answers nobody, a batch is tried for days without dying of it."""
    assert after(AGAIN, attempts, NOW, 1.0, outage=True, failing=failing) == expected


def test_after_an_outage_all_tries_are_left():
    """However long it lasted, one failure after it is the first."""
    attempts = 0
    for _ in range(30):
        attempts = after(AGAIN, attempts, NOW, 1.0, outage=True).attempts

    assert after(AGAIN, attempts, NOW, 1.0) == retry(1, 1)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        pytest.param(
            Throttled("429", seconds=42), retry(42, 5, throttled=True, cause="429"), id="until the named time, for free"
        ),
        pytest.param(Refused("401", status=401), retry(32, 6, cause="401"), id="a token can be renewed"),
        pytest.param(GiveUp("422 title is too long"), Bury("422 title is too long"), id="the same again is no use"),
        pytest.param(Gone("not there any more"), Bury("not there any more"), id="what is gone stays gone"),
        pytest.param(GitLabFault("unknown"), Bury("unknown"), id="an unknown kind waits for a person"),
    ],
)
def test_each_kind_of_fault_has_its_answer(fault, expected):
    """Limits are waited out and cost no try, rights are tried again, refusals are for a person."""
    assert after(fault, 5, NOW, 1.0) == expected


@pytest.mark.parametrize(
    ("crowd", "jitter", "expected"),
    [
        pytest.param(0, 1.0, 42, id="alone: exactly at the named time"),
        pytest.param(900, 0.0, 42, id="never before it"),
        pytest.param(900, 0.5, 87, id="half of 900 times a tenth of a second later"),
        pytest.param(900, 1.0, 132, id="at most all of it later"),
    ],
)
def test_a_crowd_does_not_come_back_at_once(crowd, jitter, expected):
    """Keys that wait for the same limit return one after the other, none before the named time."""
    fault = Throttled("429", seconds=42)

    assert after(fault, 0, NOW, jitter, crowd=crowd) == retry(expected, 0, throttled=True, cause="429")
