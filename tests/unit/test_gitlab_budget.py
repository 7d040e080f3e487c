from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.gitlab.budget import Budget, Limits
from automation.gitlab.calls import Call
from automation.gitlab.errors import Throttled
from automation.gitlab.pauses import pause_after, pause_until_reset
from tests.unit.gitlab_answers import API, ISSUE_URL, PROJECT, PROJECT_URL, Clock

READ = Call.of("GET", ISSUE_URL)
NOTE = Call.of("POST", f"{ISSUE_URL}/notes")
EDIT = Call.of("PUT", f"{ISSUE_URL}/notes/5")
OPEN = Call.of("POST", f"{PROJECT_URL}/issues")
OPEN_ELSEWHERE = Call.of("POST", f"{API}/projects/31/issues")
DATE = "Tue, 01 Dec 2026 09:00:00 GMT"
#: DATE as a number, and 42 seconds on
RESET = str(1_796_115_600 + 42)


@pytest.fixture
def clock():
    """A clock at a thousand seconds."""
    return Clock(1000.0)


def wait_for(budget, call):
    """Seconds for which `call` is held back; None where it may go."""
    try:
        budget.spend(call)
    except Throttled as fault:
        return fault.seconds
    return None


class TestCounted:
    def test_notes(self, clock):
        """When the notes of a minute are spent, the next one waits until the first is a minute old."""
        budget = Budget(Limits(notes=2), clock)
        budget.spend(NOTE)
        clock.now += 10
        budget.spend(NOTE)

        first = wait_for(budget, NOTE)
        clock.now += 50
        later = [wait_for(budget, NOTE), wait_for(budget, NOTE)]

        assert (first, later) == (50, [None, 10])

    def test_others_go_on(self, clock):
        """Edits, readings and new issues do not count as notes."""
        budget = Budget(Limits(notes=0), clock)

        assert [wait_for(budget, call) for call in (NOTE, EDIT, READ, OPEN)] == [60, None, None, None]

    def test_issues_by_project(self, clock):
        """New issues are counted for each project by itself."""
        budget = Budget(Limits(issues=1), clock)
        budget.spend(OPEN)

        assert [wait_for(budget, call) for call in (OPEN, OPEN_ELSEWHERE)] == [60, None]

    def test_no_limit(self, clock):
        """Where there is no limit, nothing is counted."""
        budget = Budget(Limits(notes=None), clock)

        assert [wait_for(budget, NOTE) for _ in range(500)] == [None] * 500

    def test_usual(self, clock):
        """Without a word, the limits are those of gitlab.com: 60 notes, 200 issues a minute."""
        budget = Budget(Limits(), clock)

        sent = {call: [wait_for(budget, call) for _ in range(300)].count(None) for call in (NOTE, OPEN)}

        assert sent == {NOTE: 60, OPEN: 200}

    def test_words(self, clock):
        """A call that is held back says how long."""
        budget = Budget(Limits(notes=0), clock)

        with pytest.raises(Throttled) as fault:
            budget.spend(NOTE)

        assert fault.value.cause == (
            f"POST projects/{PROJECT}/issues/12/notes was held back for 60 s: GitLab's limit is reached"
        )

    def test_threads(self, clock):
        """Threads share one budget."""
        budget = Budget(Limits(notes=60), clock)

        with ThreadPoolExecutor(8) as threads:
            waits = list(threads.map(lambda _: wait_for(budget, NOTE), range(200)))

        assert (waits.count(None), waits.count(60)) == (60, 140)

    @given(st.lists(st.floats(min_value=0, max_value=20), min_size=1, max_size=200))
    def test_every_minute(self, gaps):
        """Whenever notes are asked for, no sixty seconds hold more than the limit."""
        clock, sent = Clock(), []
        budget = Budget(Limits(notes=5), clock)
        for gap in gaps:
            clock.now += gap
            if wait_for(budget, NOTE) is None:
                sent.append(clock.now)

        assert all(later - earlier >= 60 for earlier, later in zip(sent, sent[5:], strict=False))


class TestHeaders:
    def test_nothing_remains(self, clock):
        """Once nothing remains, everything waits for the reset."""
        budget = Budget(Limits(), clock)
        budget.heed({"RateLimit-Remaining": "0", "RateLimit-Reset": RESET, "Date": DATE})

        before = [wait_for(budget, call) for call in (READ, NOTE)]
        clock.now += 41.5
        late = wait_for(budget, NOTE)
        clock.now += 0.5
        after = [wait_for(budget, call) for call in (READ, NOTE)]

        assert (before, late, after) == ([42, 42], 0.5, [None, None])

    def test_something_remains(self, clock):
        """As long as something remains, nothing waits."""
        budget = Budget(Limits(), clock)
        budget.heed({"RateLimit-Remaining": "1", "RateLimit-Reset": RESET, "Date": DATE})

        assert wait_for(budget, READ) is None

    def test_refused_by_application(self, clock):
        """A 429 of the application holds back calls of its kind; the headers look fine then."""
        budget = Budget(Limits(), clock)
        seconds = budget.refused(NOTE, {"RateLimit-Remaining": "1990"})

        assert (seconds, [wait_for(budget, call) for call in (NOTE, EDIT, OPEN)]) == (60, [60, None, None])

    def test_refused_by_rack(self, clock):
        """A 429 when nothing remains holds back everything."""
        budget = Budget(Limits(), clock)
        seconds = budget.refused(NOTE, {"RateLimit-Remaining": "0", "Retry-After": "7"})

        assert (seconds, [wait_for(budget, call) for call in (NOTE, READ)]) == (7, [7, 7])

    def test_longer_pause_wins(self, clock):
        """A shorter pause that is told later does not cut a longer one."""
        budget = Budget(Limits(), clock)
        budget.refused(NOTE, {"Retry-After": "90"})
        budget.refused(NOTE, {"Retry-After": "5"})

        assert wait_for(budget, NOTE) == 90


class TestPauses:
    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            pytest.param(
                {"Retry-After": "17", "RateLimit-Reset": RESET, "Date": DATE}, 17, id="Retry-After is nearest"
            ),
            pytest.param({"RateLimit-Reset": RESET, "Date": DATE}, 42, id="else the reset"),
            pytest.param({}, 60, id="else a minute"),
            pytest.param({"Retry-After": "0"}, 1, id="never at once"),
            pytest.param({"Retry-After": "999999"}, 3600, id="never for good"),
            pytest.param({"Retry-After": "soon"}, 60, id="not a number"),
        ],
    )
    def test_after_refusal(self, headers, seconds):
        """After a 429 we wait as long as GitLab says, between a second and an hour."""
        assert pause_after(headers) == seconds

    @pytest.mark.parametrize(
        ("headers", "seconds"),
        [
            pytest.param({"RateLimit-Reset": RESET, "Date": DATE}, 42, id="by the clock of the answer"),
            pytest.param({"RateLimit-Reset": RESET}, 60, id="without Date"),
            pytest.param({"RateLimit-Reset": RESET, "Date": "today"}, 60, id="a Date that is none"),
            pytest.param({"RateLimit-Reset": "1", "Date": DATE}, 1, id="already past"),
            pytest.param({"Date": DATE}, 60, id="without Reset"),
        ],
    )
    def test_until_reset(self, headers, seconds):
        """The reset is an instant of GitLab's clock, so ours does not matter."""
        assert pause_until_reset(headers) == seconds
