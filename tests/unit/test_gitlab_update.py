from __future__ import annotations

from datetime import date

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.errors import Again
from automation.gitlab.port import Applied
from automation.gitlab.reading import snapshot_of
from automation.model.plan import UpdateIssue
from automation.model.refs import IssueRef
from tests.unit.gitlab_answers import (
    API,
    ISSUE_URL,
    MARKER,
    PROJECT_URL,
    REF,
    Clock,
    asked,
    client,
    issue,
    people,
    shown,
)

LEFT_OUT = "GitLab left the name out, as it does for people without access and for a second assignee on the Free tier"


def update(resuming=False, **changes):
    """What comes of an update of the issue."""
    return client().apply(UpdateIssue(ref=REF, **changes), MARKER, resuming)


def knows(gitlab, **ids):
    """GitLab knows the users; None stands for nobody."""
    for name, number in ids.items():
        found = [] if number is None else [{"id": number, "username": name}]
        gitlab.get(f"{API}/users", json=found, match=[query_param_matcher({"username": name}, strict_match=False)])


class TestOnePut:
    def test_everything(self, gitlab):
        """One PUT carries all changes; lists are lists, people are ids, the milestone is its global id."""
        after = {
            "labels": ["Story::Review", "bug"],
            "assignees": people("recruiter", "cmo"),
            "state": "closed",
            "confidential": True,
            "due_date": "2026-12-24",
            "milestone": {"title": "FY27-Q4"},
            "discussion_locked": True,
            "title": "New",
            "description": "Text",
        }
        knows(gitlab, recruiter=5, cmo=6)
        gitlab.get(
            f"{PROJECT_URL}/milestones",
            json=[{"id": 77, "title": "FY27-Q4"}],
            match=[query_param_matcher({"title": "FY27-Q4", "include_ancestors": "true", "per_page": "100"})],
        )
        gitlab.put(ISSUE_URL, json=issue(**after))

        applied = update(
            add_labels=frozenset({"bug", "Story::Review"}),
            remove_labels=frozenset({"Story::Drafting"}),
            assignees=("recruiter", "cmo"),
            state_event="close",
            confidential=True,
            due_date=date(2026, 12, 24),
            title="New",
            milestone="FY27-Q4",
            locked=True,
            description="Text",
        )

        assert asked(gitlab)[-1] == (
            "PUT",
            ISSUE_URL,
            {
                "add_labels": ["Story::Review", "bug"],
                "remove_labels": ["Story::Drafting"],
                "state_event": "close",
                "confidential": True,
                "due_date": "2026-12-24",
                "title": "New",
                "discussion_locked": True,
                "description": "Text",
                "assignee_ids": [5, 6],
                "milestone_id": 77,
            },
        )
        assert applied == Applied(
            result=shown(
                labels=["Story::Review", "bug"],
                assignees=["recruiter", "cmo"],
                state="closed",
                confidential=True,
                due_date="2026-12-24",
                milestone="FY27-Q4",
                locked=True,
            )
        )

    @pytest.mark.parametrize(
        ("changes", "body"),
        [
            pytest.param({"assignees": ()}, {"assignee_ids": [0]}, id="nobody"),
            pytest.param({"due_date": None}, {"due_date": ""}, id="no date"),
            pytest.param({"milestone": ""}, {"milestone_id": 0}, id="no milestone"),
            pytest.param({"confidential": False}, {"confidential": False}, id="not confidential"),
            pytest.param({"locked": False}, {"discussion_locked": False}, id="not locked"),
            pytest.param({"description": ""}, {"description": ""}, id="no text"),
        ],
    )
    def test_clearing(self, gitlab, changes, body):
        """What is to be cleared is said, and nothing else is."""
        gitlab.put(ISSUE_URL, json=issue(description=""))

        update(**changes)

        assert asked(gitlab) == [("PUT", ISSUE_URL, body)]


class TestShortfall:
    @pytest.mark.parametrize(
        ("changes", "after", "words"),
        [
            pytest.param(
                {"add_labels": frozenset({"new"})}, {}, "The label new was not added.", id="no right to make it"
            ),
            pytest.param(
                {"remove_labels": frozenset({"bug"})}, {"labels": ["bug"]}, "The label bug was not removed.", id="kept"
            ),
            pytest.param({"state_event": "close"}, {}, "The state was not changed: it is opened.", id="open"),
            pytest.param(
                {"confidential": True},
                {},
                "The confidentiality was not changed: it is not confidential.",
                id="readable by others",
            ),
            pytest.param(
                {"due_date": date(2026, 12, 24)}, {}, "The due date was not changed: it is none.", id="no date"
            ),
            pytest.param(
                {"due_date": None},
                {"due_date": "2026-12-24"},
                "The due date was not changed: it is 2026-12-24.",
                id="a date still",
            ),
            pytest.param({"title": "New"}, {}, "The title was not changed: it is as before.", id="title"),
            pytest.param(
                {"milestone": ""},
                {"milestone": {"title": "FY27-Q4"}},
                "The milestone was not changed: it is FY27-Q4.",
                id="milestone",
            ),
            pytest.param({"locked": True}, {}, "The lock was not changed: it is not locked.", id="lock"),
            pytest.param(
                {"assignees": ()}, {"assignees": people("cmo")}, "cmo is still assigned.", id="somebody stays"
            ),
        ],
    )
    def test_fields(self, gitlab, changes, after, words):
        """What GitLab does not take over without a word is said."""
        gitlab.put(ISSUE_URL, json=issue(**after))

        assert update(**changes).shortfall == (words,)

    def test_description(self, gitlab):
        """A description that lost its quick actions is no shortfall."""
        gitlab.put(ISSUE_URL, json=issue(description="Text"))

        assert update(description="Text\n/label ~bug").shortfall == ()

    def test_dropped_assignee(self, gitlab):
        """People whom GitLab drops silently, and people whom it does not know, are named with the reason."""
        knows(gitlab, recruiter=5, cmo=None, outsider=6)
        gitlab.put(ISSUE_URL, json=issue(assignees=people("Recruiter")))

        applied = update(assignees=("recruiter", "cmo", "outsider"))

        assert asked(gitlab)[-1][2] == {"assignee_ids": [5, 6]}
        assert applied.shortfall == (
            "cmo was not assigned: GitLab knows nobody of that name.",
            f"outsider was not assigned: {LEFT_OUT}.",
        )

    def test_nobody_known(self, gitlab):
        """When GitLab knows nobody of those named, the assignees stay; nothing is written."""
        knows(gitlab, cmo=None)
        gitlab.get(ISSUE_URL, json=issue(assignees=people("recruiter")))

        applied = update(assignees=("cmo",))

        assert applied == Applied(
            result=shown(assignees=["recruiter"]),
            shortfall=("cmo was not assigned: GitLab knows nobody of that name.", "recruiter is still assigned."),
            found=True,
        )

    def test_unknown_milestone(self, gitlab):
        """An unknown milestone is left out and named, the rest is written."""
        gitlab.get(f"{PROJECT_URL}/milestones", json=[])
        gitlab.put(ISSUE_URL, json=issue(title="New"))

        applied = update(milestone="FY99", title="New")

        assert (asked(gitlab)[-1][2], applied.shortfall) == (
            {"title": "New"},
            ("The milestone was not changed: it is none.",),
        )


class TestResuming:
    def test_done(self, gitlab):
        """What the issue shows already is not written again."""
        gitlab.get(ISSUE_URL, json=issue(labels=["bug"], state="closed", assignees=people("cmo", "Recruiter")))

        applied = update(
            resuming=True, add_labels=frozenset({"bug"}), state_event="close", assignees=("recruiter", "cmo")
        )

        assert applied == Applied(
            result=shown(labels=["bug"], state="closed", assignees=["cmo", "Recruiter"]), found=True
        )

    def test_spaces(self, gitlab):
        """GitLab cuts white space off a title, so it does not count."""
        gitlab.get(ISSUE_URL, json=issue(title="New"))

        assert update(resuming=True, title=" New ").found

    def test_rest(self, gitlab):
        """What is missing is written, and no more: closing twice would be two events."""
        gitlab.get(ISSUE_URL, json=issue(state="closed", due_date="2026-12-24"))
        gitlab.put(ISSUE_URL, json=issue(state="closed", due_date="2026-12-24", labels=["bug"]))

        applied = update(resuming=True, state_event="close", add_labels=frozenset({"bug"}), due_date=date(2026, 12, 24))

        assert asked(gitlab)[-1] == ("PUT", ISSUE_URL, {"add_labels": ["bug"]})
        assert applied == Applied(result=shown(state="closed", due_date="2026-12-24", labels=["bug"]))

    def test_still_refused(self, gitlab):
        """The shortfall is that of the whole effect, whenever it was written."""
        knows(gitlab, outsider=6)
        gitlab.get(ISSUE_URL, json=issue(labels=["bug"]))
        gitlab.put(ISSUE_URL, json=issue(labels=["bug"]))

        applied = update(resuming=True, add_labels=frozenset({"bug"}), assignees=("outsider",))

        assert applied.shortfall == (f"outsider was not assigned: {LEFT_OUT}.",)


def test_milestone_is_remembered(gitlab):
    """A milestone is looked up once in five minutes."""
    rows = gitlab.get(f"{PROJECT_URL}/milestones", json=[{"id": 77, "title": "FY27-Q4"}])
    gitlab.put(ISSUE_URL, json=issue(milestone={"title": "FY27-Q4"}))
    clock = Clock()
    usher = client(clock=clock)

    for clock.now in (0, 299, 300, 301):
        usher.apply(UpdateIssue(ref=REF, milestone="FY27-Q4"), MARKER, resuming=False)

    assert rows.call_count == 2


def test_inverse(gitlab):
    """Where the issue before is given, the result comes with what leads back to it."""
    before = snapshot_of(REF, issue(labels=["Story::Drafting"]))
    gitlab.put(ISSUE_URL, json=issue(labels=["Story::Review"]))

    effect = UpdateIssue(ref=REF, add_labels=frozenset({"Story::Review"}), remove_labels=frozenset({"Story::Drafting"}))
    applied = client().apply(effect, MARKER, resuming=False, before=before)

    assert applied.inverse == UpdateIssue(
        ref=REF, add_labels=frozenset({"Story::Drafting"}), remove_labels=frozenset({"Story::Review"})
    )


def test_fault_names_the_project(gitlab):
    """Paths with dots and slashes reach GitLab as one segment."""
    gitlab.put(f"{API}/projects/a.b%2Fc/issues/1", status=500)

    with pytest.raises(Again, match=r"^PUT projects/a\.b/c/issues/1 was answered with 500"):
        client().apply(UpdateIssue(ref=IssueRef("a.b/c", 1), title="x"), MARKER, resuming=False)
