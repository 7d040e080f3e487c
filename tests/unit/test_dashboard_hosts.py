"""Under which names the pages are given out."""

from __future__ import annotations

import pytest

from tests.store_parts import open_store
from tests.unit.dashboard_parts import Shown, client
from webhooks.dashboard import LOOPBACK


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """An empty store."""
    with open_store(tmp_path_factory.mktemp("hosts")) as store:
        yield store


@pytest.mark.parametrize(
    ("host", "allowed", "status"),
    [
        pytest.param("localhost", LOOPBACK, 200, id="this machine"),
        pytest.param("localhost:8080", LOOPBACK, 200, id="with a port"),
        pytest.param("LocalHost:8080", LOOPBACK, 200, id="in any case"),
        pytest.param("127.0.0.1:8080", LOOPBACK, 200, id="by address"),
        pytest.param("[::1]:8080", LOOPBACK, 200, id="by its other address"),
        pytest.param("rebound.example:8080", LOOPBACK, 403, id="a stranger's name that leads here"),
        pytest.param("localhost.rebound.example", LOOPBACK, 403, id="a stranger's name that begins like ours"),
        pytest.param("rebound.example#@localhost", LOOPBACK, 403, id="a stranger's name that ends like ours"),
        pytest.param("[::1]rebound.example", LOOPBACK, 403, id="an address with something behind it"),
        pytest.param("", LOOPBACK, 403, id="no name"),
        pytest.param("usher.example", frozenset({"usher.example"}), 200, id="a public host"),
        pytest.param("localhost", frozenset({"usher.example"}), 403, id="only the public host"),
        pytest.param("rebound.example", None, 200, id="any name where that is wanted"),
    ],
)
@pytest.mark.parametrize("path", ["/", "/runs.json", "/static/dashboard/usher.css"])
def test_pages_answer_under_allowed_names_only(store, path, host, allowed, status):
    """A page, its twin or a file of it is for nobody who asks under another name."""
    with client(Shown(store=store), allowed).get(path, headers={"Host": host}) as answer:
        assert answer.status_code == status


def test_programs_are_not_asked_for_a_name(store):
    """GitLab and operators reach their addresses under whatever name leads here."""
    assert client(Shown(store=store)).get("/livez", headers={"Host": "hooks.example"}).status_code == 200


def test_refusal_tells_nothing(store):
    """Whoever asks under a wrong name learns nothing of what is configured."""
    answer = client(Shown(store=store)).get("/boards/story", headers={"Host": "rebound.example"})
    assert (answer.mimetype, "story" in answer.text) == ("text/plain", False)
