"""The application under waitress, over real sockets."""

from __future__ import annotations

import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from flask import Blueprint

from tests import bodies
from tests.fakes import FakeInbox, door, signed
from webhooks.app import create_app
from webhooks.receive import LIMIT
from webhooks.serve import serve

BODY = bodies.raw(bodies.issue())


class Slow:
    """A page that answers when it is told to."""

    def __init__(self):
        self.entered = threading.Event()
        self.released = threading.Event()
        self.blueprint = Blueprint("slow", __name__)
        self.blueprint.add_url_rule("/slow", view_func=self.answer)

    def answer(self):
        """Wait to be released."""
        self.entered.set()
        return "done" if self.released.wait(10) else "forgotten"


@pytest.fixture
def slow():
    """The page, which holds nobody after the test."""
    page = Slow()
    yield page
    page.released.set()


@pytest.fixture
def inbox():
    """An empty store."""
    return FakeInbox()


@pytest.fixture
def server(inbox, slow):
    """The application on a free port."""
    running = serve(create_app(door(store=inbox), [slow.blueprint]), "127.0.0.1", 0, 4)
    yield running
    slow.released.set()
    running.stop()


@pytest.fixture
def url(server):
    """Its address."""
    return f"http://127.0.0.1:{server.port}"


def test_a_delivery_comes_through(url, inbox):
    """A signed request over a socket is stored, on a connection that stays open for the next one."""
    with requests.Session() as session:
        answers = [session.post(f"{url}/webhooks/gitlab", data=BODY, headers=signed(BODY, key)) for key in "ab"]
    assert [(answer.status_code, answer.json()["status"]) for answer in answers] == [(202, "stored")] * 2
    assert [answer.headers.get("Connection") for answer in answers] == [None, None]
    assert list(inbox.deliveries) == ["a", "b"]


def test_a_delivery_in_chunks_comes_through(url, inbox):
    """A body without an announced length is read as any other."""
    answer = requests.post(f"{url}/webhooks/gitlab", data=iter([BODY[:9], BODY[9:]]), headers=signed(BODY), timeout=10)
    assert (answer.status_code, list(inbox.deliveries)) == (202, ["k-001"])


@pytest.mark.parametrize(
    ("size", "rejected"),
    [pytest.param(LIMIT + 1, 1, id="read and refused by us"), pytest.param(3 * LIMIT, 0, id="not even read")],
)
def test_a_body_that_is_too_large_is_413(server, inbox, size, rejected):
    """Whoever announces too much is refused, and does not fill our disk."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as stranger:
        head = f"POST /webhooks/gitlab HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {size}"
        stranger.sendall(head.encode() + b"\r\n\r\n" + b"x" * (LIMIT + 1))
        assert stranger.recv(12) == b"HTTP/1.1 413"
    assert (inbox.deliveries, inbox.rejected) == ({}, rejected)


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", id="TLS at a plain port"),
        pytest.param(b"POST /webhooks/gitlab HTTP/1.1\r\nContent-Length: -1\r\n\r\n", id="negative length"),
        pytest.param(b"POST /webhooks/gitlab HTTP/1.1\r\nX\x00Y: 1\r\n\r\n", id="NUL in a header"),
        pytest.param(b"POST /webhooks/gitlab HTTP/1.1\r\n" + b"A: b\r\n" * 20_000 + b"\r\n", id="headers without end"),
    ],
)
def test_what_is_no_http_gets_a_4xx(server, sent):
    """Nonsense at the socket is refused, and the server goes on."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as stranger:
        stranger.sendall(sent)
        assert stranger.recv(10).startswith((b"HTTP/1.0 4", b"HTTP/1.1 4"))
    assert requests.get(f"http://127.0.0.1:{server.port}/livez", timeout=10).status_code == 200


def test_nothing_says_what_runs_here(url):
    """The server does not name itself."""
    assert "Server" not in requests.get(f"{url}/livez", timeout=10).headers


def test_stopping_lets_those_answer_who_were_let_in(server, slow, url):
    """A request under way gets its answer, nobody else is let in, and the port is free at once."""
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(requests.get, f"{url}/slow", timeout=10)
        assert slow.entered.wait(10)
        stopped = pool.submit(server.stop)
        assert any(is_free(server.port) for _ in range(100_000))
        assert not stopped.done()
        slow.released.set()
        assert (answer.result(10).text, stopped.result(10)) == ("done", None)


def test_stopping_does_not_wait_for_ever(server, slow, url):
    """After the time of grace the server ends without those who are still busy."""
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(requests.get, f"{url}/slow", timeout=10)
        assert slow.entered.wait(10)
        server.stop(grace=0)
        assert isinstance(answer.exception(10), requests.ConnectionError)


def test_stopping_twice_is_stopping_once(server):
    """Whoever waits is let go, and a second call finds nothing to do."""
    for _ in range(2):
        server.stop()
    server.wait()
    assert is_free(server.port)


def test_a_port_that_is_taken_is_an_error(server):
    """The caller learns of it before anything is served."""
    with pytest.raises(OSError, match="in use"):
        serve(create_app(door()), "127.0.0.1", server.port, 1)


def is_free(port):
    """Whether nobody listens on `port`."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) != 0
