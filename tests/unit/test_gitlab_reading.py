from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import responses

from automation.gitlab.reading import ref_of, snapshot_of, user_of
from automation.model.events import User
from automation.model.refs import IssueRef
from automation.model.snapshot import Figures, HistoryEvent, Snapshot
from tests.unit.gitlab_answers import API, BOT, ISSUE_URL, PROJECT, REF, URL, client, issue


class TestSnapshot:
    def test_all_fields(self):
        """Every field of GitLab's answer finds its place."""
        data = issue(
            labels=["bug", "Story::Drafting"],
            assignees=[{"id": 2, "username": "sa-emea"}, {"id": 1, "username": "nicole.smith"}],
            confidential=True,
            state="closed",
            due_date="2026-12-24",
            milestone={
                "id": 3,
                "title": "FY27-Q4",
                "state": "active",
                "start_date": "2026-11-01",
                "due_date": "2027-01-31",
            },
            discussion_locked=True,
            issue_type="test_case",
            upvotes=3,
            downvotes=1,
            user_notes_count=4,
            merge_requests_count=2,
            weight=5,
            time_stats={"time_estimate": 3600, "total_time_spent": 60},
            task_completion_status={"count": 4, "completed_count": 1},
            closed_at="2026-12-02T09:00:00.000Z",
            health_status="at_risk",
            iteration={"id": 1, "title": None},
        )

        assert snapshot_of(REF, data) == Snapshot(
            ref=REF,
            id=4012,
            title="A question about runners",
            description="How do I register one?",
            state="closed",
            confidential=True,
            labels=frozenset({"bug", "Story::Drafting"}),
            assignees=("sa-emea", "nicole.smith"),
            author="outsider",
            author_id=91,
            due_date=date(2026, 12, 24),
            milestone="FY27-Q4",
            locked=True,
            type="Test Case",
            created_at=datetime(2026, 12, 1, 9, 0, 0, 123_000, tzinfo=UTC),
            updated_at=datetime(2026, 12, 1, 9, 5, tzinfo=UTC),
            web_url=f"{URL}/{PROJECT}/-/issues/12",
            figures=Figures(
                upvotes=3,
                downvotes=1,
                comments=4,
                merge_requests=2,
                weight=5,
                estimate=3600,
                spent=60,
                tasks=4,
                tasks_done=1,
                closed_at=datetime(2026, 12, 2, 9, tzinfo=UTC),
                health="at_risk",
                iteration="",
                milestone_state="active",
                milestone_starts=date(2026, 11, 1),
                milestone_due=date(2027, 1, 31),
            ),
        )

    def test_little(self):
        """What GitLab leaves out, or gives as null, has the plain value."""
        data = {"id": 1, "title": "T", "state": "opened", "labels": [], "description": None, "author": None}

        assert snapshot_of(REF, data) == Snapshot(ref=REF, id=1, title="T")

    @pytest.mark.parametrize(
        ("written", "day"),
        [
            pytest.param("10000-01-01", date.max, id="later than the last day there is"),
            pytest.param("-0044-03-15", date.min, id="earlier than the first"),
        ],
    )
    def test_years(self, written, day):
        """GitLab takes days of any year; one that cannot be told is the nearest that can."""
        assert snapshot_of(REF, issue(due_date=written)).due_date == day

    def test_zones(self):
        """Times in any zone become UTC."""
        seen = snapshot_of(REF, issue(created_at="2026-12-01T10:30:00.000+05:30"))

        assert seen.created_at == datetime(2026, 12, 1, 5, tzinfo=UTC)

    def test_one_request(self):
        """An issue is read with one request."""
        with responses.RequestsMock() as gitlab:
            once = gitlab.get(ISSUE_URL, json=issue())
            seen = client().read_issue(REF)

        assert (seen, once.call_count) == (snapshot_of(REF, issue()), 1)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param({"iid": 3, "references": {"full": "group/other#9"}}, IssueRef("group/other", 9), id="as it says"),
        pytest.param({"iid": 3, "references": None}, IssueRef(PROJECT, 3), id="where it does not say"),
    ],
)
def test_ref(data, expected):
    """An issue names itself; else it is in the project that was asked."""
    assert ref_of(data, PROJECT) == expected


def test_user():
    """A user may have no name that we can see."""
    assert user_of({"id": 7, "username": "usher-bot", "name": None}) == User("usher-bot", 7, "")


def test_whoami():
    """Who we are is asked once."""
    with responses.RequestsMock() as gitlab:
        once = gitlab.get(f"{API}/user", json=BOT)
        usher = client()
        answers = [usher.whoami() for _ in range(2)]

    assert (answers, once.call_count) == ([User("usher-bot", 7, "Usher")] * 2, 1)


def test_history():
    """Label and state events become one history, oldest first, also where user or label were deleted since."""
    with responses.RequestsMock() as gitlab:
        gitlab.get(
            f"{ISSUE_URL}/resource_label_events",
            json=[
                _label(1, {"username": "sa-emea"}, "add", {"name": "Story::Drafting"}),
                _label(5, None, "remove", None),
            ],
        )
        gitlab.get(
            f"{ISSUE_URL}/resource_state_events",
            json=[_state(3, "closed"), _state(5, "reopened")],
        )
        history = client().history(REF)

    assert history == (
        HistoryEvent(_at(1), "sa-emea", "add", "Story::Drafting"),
        HistoryEvent(_at(3), "usher-bot", "closed"),
        HistoryEvent(_at(5), "", "remove"),
        HistoryEvent(_at(5), "usher-bot", "reopened"),
    )


def _at(minute):
    return datetime(2026, 12, 1, 9, minute, tzinfo=UTC)


def _label(minute, user, action, label):
    return {"created_at": f"2026-12-01T09:0{minute}:00.000Z", "user": user, "action": action, "label": label}


def _state(minute, state):
    return {"created_at": f"2026-12-01T09:0{minute}:00.000Z", "user": {"username": "usher-bot"}, "state": state}
