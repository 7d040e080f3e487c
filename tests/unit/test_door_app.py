"""The application as a whole: headers, errors, and what other modules add."""

from __future__ import annotations

import pytest
from flask import Blueprint
from structlog.testing import capture_logs

from tests.fakes import SECRET_TOKEN, FakeInbox, door, signed
from webhooks.app import create_app

GUARDS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def pages():
    """Pages of another module."""
    blueprint = Blueprint("pages", __name__)

    @blueprint.get("/")
    def index():
        return "the dashboard", {"Cache-Control": "private"}

    @blueprint.get("/fault")
    def fault():
        raise LookupError(SECRET_TOKEN)

    return blueprint


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        pytest.param("GET", "/livez", 200, id="a page"),
        pytest.param("POST", "/webhooks/gitlab", 415, id="the door"),
        pytest.param("GET", "/nowhere", 404, id="an error"),
        pytest.param("GET", "/fault", 500, id="a fault of ours"),
    ],
)
def test_every_answer_is_guarded(method, path, status):
    """Browsers are told to frame, sniff, store and refer to nothing, whatever the answer is."""
    answer = create_app(door(), [pages()]).test_client().open(path, method=method)
    assert (answer.status_code, {name: answer.headers.get(name) for name in GUARDS}) == (status, GUARDS)


def test_pages_of_others_may_say_otherwise():
    """A blueprint that is handed over is served, and its own headers stand."""
    answer = create_app(door(), [pages()]).test_client().get("/")
    assert (answer.text, answer.headers["Cache-Control"]) == ("the dashboard", "private")


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/webhooks/gitlab", 405, "Method Not Allowed"),
        ("PUT", "/intake/champion-nomination", 405, "Method Not Allowed"),
        ("POST", "/webhooks/github", 404, "Not Found"),
        ("POST", "/intake/", 404, "Not Found"),
        ("POST", "/readyz", 405, "Method Not Allowed"),
    ],
)
def test_programs_get_errors_in_json(method, path, status, detail):
    """Addresses that programs read answer in their language."""
    answer = create_app(door()).test_client().open(path, method=method)
    assert (answer.status_code, answer.json) == (status, {"status": "error", "detail": detail})


def test_a_host_that_is_none_reaches_no_door():
    """Flask refuses such a request before any address is looked up."""
    inbox = FakeInbox()
    sent = {
        "data": b"{}",
        "headers": signed(b"{}", X_Gitlab_Event="Push Hook"),
        "environ_overrides": {"HTTP_HOST": "."},
    }
    answer = create_app(door(store=inbox)).test_client().post("/webhooks/gitlab", **sent)
    assert (answer.status_code, answer.json, inbox.deliveries) == (
        400,
        {"status": "error", "detail": "Bad Request"},
        {},
    )


def test_people_get_errors_in_html():
    """A page that is not there says so in a browser's language."""
    answer = create_app(door()).test_client().get("/nowhere")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")


def test_a_fault_of_ours_tells_nobody_its_words():
    """The answer has no traceback; the log has the place, and not the message, which may quote a request."""
    with capture_logs() as logs:
        answer = create_app(door(), [pages()]).test_client().get("/fault")
    assert (answer.status_code, answer.json) == (500, {"status": "error", "detail": "something went wrong here"})
    assert [(line["event"], line["fault"]) for line in logs] == [("request failed", "LookupError")]
    assert "fault in" in logs[0]["place"]
    assert SECRET_TOKEN not in str(logs)


def test_every_answer_has_a_body():
    """Waitress closes the connection after an answer without one, which costs GitLab a new connection each time."""
    client = create_app(door()).test_client()
    requests = [
        client.post("/webhooks/gitlab", data=b"{}", headers=signed(b"{}", X_Gitlab_Event="Push Hook")),
        client.post("/webhooks/gitlab", data=b"{}", headers=signed(b"{}", X_Gitlab_Event="Push Hook")),
        client.post("/webhooks/gitlab"),
        client.get("/livez"),
        client.get("/readyz"),
        client.get("/metrics"),
    ]
    assert [bool(answer.data) for answer in requests] == [True] * 6
