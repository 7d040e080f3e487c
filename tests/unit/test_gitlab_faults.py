from __future__ import annotations

import pytest
import requests
import responses

from automation.gitlab.errors import Again, GiveUp, Gone, Missing, Refused, Throttled
from automation.model.plan import UpdateIssue
from automation.model.refs import IssueRef
from tests.unit.gitlab_answers import API, ISSUE_URL, PROJECT, PROJECT_URL, REF, TOKEN, client, issue

CLOSE = UpdateIssue(ref=REF, state_event="close")
PUT = f"PUT projects/{PROJECT}/issues/12"
HTML = "<html><body>502 Bad Gateway nginx secret-of-the-page</body></html>"


def closing(**answer):
    """What raises when GitLab gives `answer` to a PUT."""
    with responses.RequestsMock() as gitlab:
        gitlab.put(ISSUE_URL, **answer)
        with pytest.raises(Exception) as fault:  # noqa: PT011 - the class is what the tests compare
            client().apply(CLOSE, "usher:1:0", resuming=False)
    return fault.value


@pytest.mark.parametrize(
    ("answer", "kind", "cause"),
    [
        pytest.param(
            {"status": 400, "json": {"message": {"title": ["can't be blank", "is too long"], "base": ["No."]}}},
            GiveUp,
            f"{PUT} was answered with 400 title can't be blank, is too long; No.",
            id="validation errors by field",
        ),
        pytest.param(
            {"status": 400, "json": {"error": "state_event does not have a valid value"}},
            GiveUp,
            f"{PUT} was answered with 400 state_event does not have a valid value",
            id="the other shape of a message",
        ),
        pytest.param(
            {"status": 401, "json": {"message": "401 Unauthorized"}},
            Refused,
            f"{PUT} was answered with 401 Unauthorized; "
            "the token is not valid: it may have expired or been revoked, so set a new one",
            id="an expired token",
        ),
        pytest.param(
            {"status": 401, "json": {"error": "invalid_token", "error_description": "Token was revoked."}},
            Refused,
            f"{PUT} was answered with 401 Token was revoked.; "
            "the token is not valid: it may have expired or been revoked, so set a new one",
            id="a revoked token, in OAuth's shape",
        ),
        pytest.param(
            {"status": 403, "json": {"message": "403 Forbidden"}},
            Refused,
            f"{PUT} was answered with 403 Forbidden; "
            "the bot may not do this: check its role there and the scope of its token",
            id="no rights",
        ),
        pytest.param(
            {"status": 404, "json": {"message": "404 Issue Not Found"}},
            Gone,
            f"{PROJECT}#12 is not there any more, or the bot may not see it ({PUT} was answered with "
            "404 Issue Not Found; it is not there, or the bot may not see it)",
            id="the issue is gone",
        ),
        pytest.param(
            {"status": 410, "json": {}},
            Gone,
            f"{PROJECT}#12 is not there any more, or the bot may not see it ({PUT} was answered with 410 Gone)",
            id="gone, without a message",
        ),
        pytest.param(
            {"status": 405, "json": {"message": "Non GET methods are not allowed for moved projects"}},
            GiveUp,
            f"{PUT} was answered with 405 Non GET methods are not allowed for moved projects; "
            "if the project has moved, change its path in the configuration",
            id="a moved project, as GitLab answers writes",
        ),
        pytest.param(
            {"status": 301, "headers": {"Location": f"{API}/projects/30/issues/12?x=1"}, "body": ""},
            GiveUp,
            f"{PUT} was answered with 301 Moved Permanently; "
            "it has moved to /api/v4/projects/30/issues/12, change its path in the configuration",
            id="a moved project, as a proxy answers",
        ),
        pytest.param(
            {"status": 409, "json": {"message": {"error": "Spam detected"}}},
            GiveUp,
            f"{PUT} was answered with 409 Spam detected; "
            "GitLab takes it for spam: let an administrator trust the bot's user",
            id="a captcha for a bot",
        ),
        pytest.param(
            {"status": 409, "json": {"message": "409 Resource lock"}},
            Again,
            f"{PUT} was answered with 409 Resource lock",
            id="somebody else writes the row",
        ),
        pytest.param(
            {"status": 408, "body": ""}, Again, f"{PUT} was answered with 408 Request Timeout", id="a slow line"
        ),
        pytest.param(
            {"status": 500, "json": {"message": "500 Internal Server Error"}},
            Again,
            f"{PUT} was answered with 500 Internal Server Error",
            id="GitLab's own fault",
        ),
        pytest.param(
            {"status": 502, "body": HTML, "content_type": "text/html"},
            Again,
            f"{PUT} was answered with 502 Bad Gateway",
            id="a page of a proxy, which is not repeated",
        ),
        pytest.param(
            {"status": 503, "json": ["unexpected"]},
            Again,
            f"{PUT} was answered with 503 Service Unavailable",
            id="JSON of another shape",
        ),
        pytest.param(
            {"status": 200, "body": '{"id": 4012, "iid"', "content_type": "application/json"},
            Again,
            f"{PUT} was answered with something other than GitLab's JSON; is there a proxy in between?",
            id="JSON that breaks off",
        ),
        pytest.param(
            {"status": 200, "body": "[]", "content_type": "application/json"},
            Again,
            f"{PUT} was answered with something other than GitLab's JSON; is there a proxy in between?",
            id="JSON of another shape in a success",
        ),
        pytest.param(
            {"body": requests.ReadTimeout("https://gitlab.example.com?secret=1")},
            Again,
            f"{PUT}: no answer in time (ReadTimeout)",
            id="a timeout",
        ),
        pytest.param(
            {"body": requests.ConnectionError("https://gitlab.example.com?secret=1")},
            Again,
            f"{PUT}: no connection (ConnectionError)",
            id="no connection",
        ),
        pytest.param(
            {"body": requests.exceptions.SSLError("secret")},
            Again,
            f"{PUT}: the TLS connection failed; check the certificate and the address (SSLError)",
            id="a certificate",
        ),
        pytest.param(
            {"body": requests.exceptions.ChunkedEncodingError("secret")},
            Again,
            f"{PUT}: the answer broke off (ChunkedEncodingError)",
            id="a body that breaks off",
        ),
        pytest.param(
            {"body": requests.exceptions.InvalidURL("secret")},
            GiveUp,
            f"{PUT} could not be made: check the address of GitLab (InvalidURL)",
            id="an address that is none",
        ),
    ],
)
def test_answers(answer, kind, cause):
    """Each answer becomes the fault that says what may be done about it, in words that hold no secret."""
    fault = closing(**answer)

    assert (type(fault), fault.cause) == (kind, cause)


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        pytest.param(
            {"body": "Retry later", "headers": {"Retry-After": "31", "RateLimit-Remaining": "0"}}, 31, id="of Rack"
        ),
        pytest.param(
            {"json": {"message": {"error": "This endpoint has been requested too many times. Try again later."}}},
            60,
            id="of the application, which does not say how long",
        ),
    ],
)
def test_throttled(answer, seconds):
    """Both kinds of 429 say how long to wait."""
    fault = closing(status=429, **answer)

    assert (type(fault), fault.seconds, fault.status, fault.cause) == (
        Throttled,
        seconds,
        429,
        f"{PUT} was answered with 429, GitLab asks to wait {seconds} s",
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [pytest.param(404, "404 Issue Not Found", id="with a message"), pytest.param(403, "", id="without one")],
)
def test_details(status, said):
    """A fault keeps the status and GitLab's own words for those who must tell cases apart."""
    fault = closing(status=status, json={"message": said})

    assert (fault.status, fault.said) == (status, said)


def test_long_words():
    """GitLab's words are cut to 300 characters on one line."""
    fault = closing(status=400, json={"message": "too\nlong " * 100})

    assert fault.said == ("too long " * 100)[:300]


def test_addresses_are_left_out():
    """Validation errors that GitLab lists by email address do not repeat the address."""
    fault = closing(status=422, json={"message": {"sa@example.com": "is blocked"}})

    assert fault.cause == f"{PUT} was answered with 422 is blocked"


def test_nothing_of_the_request():
    """No fault, nor what it was raised from, shows the token or a query value."""
    with responses.RequestsMock() as gitlab:
        gitlab.get(f"{API}/users", body=requests.ConnectionError(f"{TOKEN} username=sa-emea"))
        with pytest.raises(Again) as fault:
            client().access_level(PROJECT, "sa-emea")

    assert (str(fault.value), fault.value.__suppress_context__) == (
        "GET users: no connection (ConnectionError)",
        True,
    )


class TestMissing:
    def test_project(self):
        """What is missing without being the issue itself is not called gone."""
        with responses.RequestsMock() as gitlab:
            gitlab.get(f"{API}/users", json=[{"id": 5, "username": "sa-emea"}])
            gitlab.get(f"{PROJECT_URL}/members/all", status=404, json={"message": "404 Project Not Found"})
            with pytest.raises(Missing) as fault:
                client().access_level(PROJECT, "sa-emea")

        assert type(fault.value) is Missing

    def test_read(self):
        """Reading an issue that is not there says which."""
        ref = IssueRef(PROJECT, 404)
        with responses.RequestsMock() as gitlab:
            gitlab.get(f"{PROJECT_URL}/issues/404", status=404, json={"message": "404 Not found"})
            with pytest.raises(Gone, match=f"^{PROJECT}#404 is not there any more"):
                client().read_issue(ref)


@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="none"),
        pytest.param("glpat-x\n", id="a line end"),
        pytest.param("glpat x", id="a space"),
        pytest.param("glpat-ü", id="not ASCII"),
    ],
)
def test_token(token):
    """A token that cannot be one is refused before it is sent, and not repeated."""
    with pytest.raises(
        Refused, match=r"^the GitLab token is empty or holds characters that no token has; set GITLAB_TOKEN anew$"
    ):
        client(token=token)


def test_last_of_the_budget():
    """An answer after which nothing remains is an answer; what comes next is held back before it is sent."""
    with responses.RequestsMock() as gitlab:
        last = gitlab.get(ISSUE_URL, json=issue(), headers={"RateLimit-Remaining": "0"})
        usher = client()
        title = usher.read_issue(REF).title
        with pytest.raises(Throttled):
            usher.read_issue(REF)

    assert (title, last.call_count) == ("A question about runners", 1)
