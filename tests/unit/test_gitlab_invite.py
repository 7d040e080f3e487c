from __future__ import annotations

import pytest
from responses.matchers import query_param_matcher

from automation.gitlab.errors import GiveUp
from automation.gitlab.port import Applied
from automation.model.plan import Invite, RevokeInvitation
from tests.unit.gitlab_answers import API, MARKER, PROJECT, PROJECT_URL, asked, client

EMAIL = "partner-emea-1@example.com"
EFFECT = Invite(email=EMAIL, access_level=30, group="gitlab-partners-public/gitlab-champions")
INVITATIONS = f"{API}/groups/gitlab-partners-public%2Fgitlab-champions/invitations"
BY_ADDRESS = query_param_matcher({"query": EMAIL, "per_page": "100"})


WITHDRAWN = RevokeInvitation(email=EMAIL, group=EFFECT.group)


def test_group(gitlab):
    """A person is invited to a group by email."""
    gitlab.post(INVITATIONS, status=201, json={"status": "success"})

    applied = client().apply(EFFECT, MARKER, resuming=False)

    assert (asked(gitlab), applied) == (
        [("POST", INVITATIONS, {"email": EMAIL, "access_level": 30})],
        Applied(inverse=WITHDRAWN),
    )


def test_project(gitlab):
    """A person is invited to a project alike."""
    gitlab.post(f"{PROJECT_URL}/invitations", status=201, json={"status": "success"})

    assert client().apply(Invite(email=EMAIL, access_level=20, project=PROJECT), MARKER, resuming=False) == Applied(
        inverse=RevokeInvitation(email=EMAIL, project=PROJECT)
    )


def test_queued(gitlab):
    """An invitation that an administrator must approve is a shortfall."""
    gitlab.post(INVITATIONS, status=201, json={"status": "success", "queued_users": {EMAIL: "Request queued."}})

    assert client().apply(EFFECT, MARKER, resuming=False) == Applied(
        shortfall=("The invitation waits for an administrator's approval.",), inverse=WITHDRAWN
    )


@pytest.mark.parametrize(
    ("status", "body"),
    [
        pytest.param(
            201, {"status": "error", "message": {EMAIL: "Invite email has already been taken"}}, id="invited already"
        ),
        pytest.param(201, {"status": "error", "message": {EMAIL: "User already exists in source"}}, id="a member"),
        pytest.param(201, {"status": "error", "message": "Already invited, already a member"}, id="in other words"),
        pytest.param(409, {"message": "Member already exists"}, id="in an older GitLab"),
    ],
)
def test_there_already(gitlab, status, body):
    """Who is invited or a member already needs no invitation."""
    gitlab.post(INVITATIONS, status=status, json=body)

    assert client().apply(EFFECT, MARKER, resuming=False) == Applied(found=True)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(
            {"status": "error", "message": {EMAIL: "The member's email address is not allowed for this group."}},
            "GitLab does not send the invitation: The member's email address is not allowed for this group.",
            id="a domain that the group does not allow",
        ),
        pytest.param(
            {"status": "error", "message": "Email is invalid"},
            "GitLab does not send the invitation: Email is invalid",
            id="one message for all",
        ),
    ],
)
def test_error_with_201(gitlab, body, words):
    """GitLab answers 201 also when it invites nobody; its words are kept, the address is not."""
    gitlab.post(INVITATIONS, status=201, json=body)

    with pytest.raises(GiveUp) as fault:
        client().apply(EFFECT, MARKER, resuming=False)

    assert (type(fault.value), fault.value.cause, fault.value.status) == (GiveUp, words, 201)


def test_refused(gitlab):
    """Other refusals stay what they are."""
    gitlab.post(INVITATIONS, status=400, json={"message": "access_level does not have a valid value"})

    with pytest.raises(GiveUp, match="access_level does not have a valid value"):
        client().apply(EFFECT, MARKER, resuming=False)


class TestResuming:
    def test_found(self, gitlab):
        """An invitation that waits already is not sent again."""
        gitlab.get(INVITATIONS, json=[{"invite_email": EMAIL.upper()}], match=[BY_ADDRESS])

        assert client().apply(EFFECT, MARKER, resuming=True) == Applied(found=True)

    def test_not_found(self, gitlab):
        """Somebody else's invitation is not taken for this one."""
        gitlab.get(INVITATIONS, json=[{"invite_email": f"x{EMAIL}"}, {"invite_email": None}], match=[BY_ADDRESS])
        gitlab.post(INVITATIONS, status=201, json={"status": "success"})

        assert client().apply(EFFECT, MARKER, resuming=True) == Applied(inverse=WITHDRAWN)


def test_nowhere():
    """An invitation to neither group nor project is given up."""
    with pytest.raises(GiveUp, match=r"^an invitation needs a group or a project$"):
        client().apply(Invite(email=EMAIL, access_level=30), MARKER, resuming=False)


@pytest.mark.parametrize(
    ("status", "resuming", "applied"),
    [
        pytest.param(204, False, Applied(), id="open"),
        pytest.param(
            404,
            False,
            Applied(
                found=True,
                shortfall=("There is no open invitation any more: it was accepted, or somebody has withdrawn it.",),
            ),
            id="not open any more",
        ),
        pytest.param(404, True, Applied(found=True), id="withdrawn by the try that broke off"),
    ],
)
def test_withdrawn(gitlab, status, resuming, applied):
    """An invitation is withdrawn while it is open; what came of it stays, and is said."""
    gitlab.delete(f"{INVITATIONS}/partner-emea-1%40example.com", status=status)

    assert client().apply(WITHDRAWN, MARKER, resuming=resuming) == applied
