from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.budget import Limits
from automation.gitlab.errors import Again, Missing, Refused, Throttled
from automation.gitlab.port import Applied
from automation.model.plan import OpenIssue, UpdateIssue
from automation.model.refs import IssueRef
from tests.unit.gitlab_answers import (
    API,
    BOT,
    MARK,
    MARKER,
    PROJECT,
    PROJECT_URL,
    REF,
    URL,
    asked,
    client,
    issue,
    people,
    shown,
)

ISSUES = f"{PROJECT_URL}/issues"
NEW = IssueRef(PROJECT, 40)
LINKS = f"{PROJECT_URL}/issues/40/links"
EFFECT = OpenIssue(project=PROJECT, title="Sponsoring", description="## Tasks")
LINKED = replace(EFFECT, link_to=REF)
TAKE_BACK = UpdateIssue(ref=NEW, state_event="close")
LINK_BODY = {"target_project_id": PROJECT, "target_issue_iid": 12, "link_type": "relates_to"}


def new(**changes):
    """The new issue as GitLab shows it."""
    return issue(
        id=5040,
        iid=40,
        title="Sponsoring",
        description=f"## Tasks\n\n{MARK}",
        web_url=f"{URL}/{PROJECT}/-/issues/40",
        references={"full": f"{PROJECT}#40"},
        **changes,
    )


def opened(**changes):
    """What is kept of the new issue."""
    return {"project": PROJECT, "iid": 40, "id": 5040, "web_url": f"{URL}/{PROJECT}/-/issues/40", **shown(**changes)}


class TestOpen:
    def test_plain(self, gitlab):
        """A new issue carries the mark of the run; what is not asked for is not said."""
        gitlab.post(ISSUES, status=201, json=new())

        applied = client().apply(EFFECT, MARKER, resuming=False)

        assert asked(gitlab) == [("POST", ISSUES, {"title": "Sponsoring", "description": f"## Tasks\n\n{MARK}"})]
        assert applied == Applied(result=opened(), inverse=TAKE_BACK)

    def test_complete(self, gitlab):
        """A new issue is complete at creation, and linked."""
        facts = {"labels": ["Onboarding::Sponsoring", "Partner Champions"], "due_date": "2026-12-24"}
        gitlab.get(f"{API}/users", json=[{"id": 5, "username": "champions-manager"}])
        gitlab.get(f"{PROJECT_URL}/milestones", json=[{"id": 77, "title": "FY27-Q4"}])
        gitlab.post(
            ISSUES,
            status=201,
            json=new(confidential=True, milestone={"title": "FY27-Q4"}, assignees=people("champions-manager"), **facts),
        )
        gitlab.post(LINKS, status=201, json={"link_type": "relates_to"})

        applied = client().apply(
            replace(
                LINKED,
                labels=frozenset(facts["labels"]),
                assignees=("champions-manager",),
                due_date=date(2026, 12, 24),
                confidential=True,
                milestone="FY27-Q4",
            ),
            MARKER,
            resuming=False,
        )

        assert asked(gitlab)[2:] == [
            (
                "POST",
                ISSUES,
                {
                    "title": "Sponsoring",
                    "description": f"## Tasks\n\n{MARK}",
                    "labels": ["Onboarding::Sponsoring", "Partner Champions"],
                    "assignee_ids": [5],
                    "due_date": "2026-12-24",
                    "confidential": True,
                    "milestone_id": 77,
                },
            ),
            ("POST", LINKS, LINK_BODY),
        ]
        assert applied == Applied(
            result=opened(confidential=True, milestone="FY27-Q4", assignees=["champions-manager"], **facts),
            inverse=TAKE_BACK,
        )

    def test_shortfall(self, gitlab):
        """What the new issue does not show is said."""
        gitlab.get(f"{API}/users", json=[])
        gitlab.post(ISSUES, status=201, json=new())

        applied = client().apply(
            replace(EFFECT, labels=frozenset({"new"}), assignees=("cmo",), confidential=True), MARKER, resuming=False
        )

        assert applied.shortfall == (
            "The label new was not added.",
            "cmo was not assigned: GitLab knows nobody of that name.",
            "The confidentiality was not changed: it is not confidential.",
        )

    def test_more_than_asked(self, gitlab):
        """What the quick actions of a template add is no shortfall."""
        gitlab.post(
            ISSUES,
            status=201,
            json=new(
                assignees=people("champions-manager"), labels=["Champion"], confidential=True, due_date="2026-12-24"
            ),
        )

        assert client().apply(EFFECT, MARKER, resuming=False).shortfall == ()

    def test_no_project(self, gitlab):
        """Where the project is missing, it is not our issue that is gone."""
        gitlab.post(ISSUES, status=404, json={"message": "404 Project Not Found"})

        with pytest.raises(Missing) as fault:
            client().apply(EFFECT, MARKER, resuming=False)

        assert type(fault.value) is Missing

    def test_budget(self, gitlab):
        """New issues have a budget of their own for each project."""
        gitlab.post(ISSUES, status=201, json=new())
        usher = client(limits=Limits(issues=1), clock=lambda: 0.0)
        usher.apply(EFFECT, MARKER, resuming=False)

        with pytest.raises(Throttled):
            usher.apply(EFFECT, MARKER, resuming=False)


class TestLink:
    def test_refused(self, gitlab):
        """An issue that cannot be linked is there all the same; the shortfall says why."""
        gitlab.post(ISSUES, status=201, json=new())
        gitlab.post(LINKS, status=404, json={"message": "404 No matching issue found"})

        applied = client().apply(LINKED, MARKER, resuming=False)

        refusal = f"POST projects/{PROJECT}/issues/40/links was answered with 404 No matching issue found"
        assert applied.shortfall == (
            f"{NEW} was not linked to {REF}: {refusal}; it is not there, or the bot may not see it.",
        )

    @pytest.mark.parametrize(
        ("status", "fault"),
        [pytest.param(503, Again, id="GitLab is down"), pytest.param(401, Refused, id="the token has just ended")],
    )
    def test_later(self, gitlab, status, fault):
        """A link that may work later makes the whole effect one to resume."""
        gitlab.post(ISSUES, status=201, json=new())
        gitlab.post(LINKS, status=status)

        with pytest.raises(fault):
            client().apply(LINKED, MARKER, resuming=False)


class TestResuming:
    @pytest.fixture
    def ours(self, gitlab):
        """The bot's newest issues, the first page of which holds the new one."""
        gitlab.get(f"{API}/user", json=BOT)
        return gitlab.get(
            ISSUES,
            json=[new() | {"description": None}, new() | {"description": "Text"}, new()],
            match=[
                query_param_matcher(
                    {"author_username": "usher-bot", "order_by": "created_at", "sort": "desc", "per_page": "100"}
                )
            ],
        )

    def test_found(self, gitlab, ours):
        """An issue with the mark is not opened again."""
        assert client().apply(EFFECT, MARKER, resuming=True) == Applied(result=opened(), inverse=TAKE_BACK, found=True)

    @pytest.mark.parametrize(
        ("status", "found"),
        [pytest.param(409, True, id="linked already"), pytest.param(201, False, id="not linked yet")],
    )
    def test_link(self, gitlab, ours, status, found):
        """The link of a found issue is made if it is missing."""
        gitlab.post(LINKS, status=status, json={"message": "Issue(s) already assigned"})

        applied = client().apply(LINKED, MARKER, resuming=True)

        assert applied == Applied(result=opened(), inverse=TAKE_BACK, found=found)

    def test_link_refused(self, gitlab, ours):
        """A found issue whose link is refused is found, with the complaint."""
        gitlab.post(LINKS, status=403, json={"message": "403 Forbidden"})

        applied = client().apply(LINKED, MARKER, resuming=True)

        assert (applied.found, len(applied.shortfall)) == (True, 1)

    def test_not_found(self, gitlab):
        """An issue that is not there yet is opened."""
        gitlab.get(f"{API}/user", json=BOT)
        gitlab.get(ISSUES, json=[])
        gitlab.post(ISSUES, status=201, json=new())

        assert client().apply(EFFECT, MARKER, resuming=True) == Applied(result=opened(), inverse=TAKE_BACK)
