"""What the dashboard says when there is no page."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from automation.runtime.store import StoreUnavailable
from tests.store_parts import open_store
from tests.unit.dashboard_parts import Shown, client

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """A browser on an empty dashboard."""
    with open_store(tmp_path_factory.mktemp("problems")) as store:
        yield client(Shown(store=store))


@pytest.fixture
def away():
    """A browser on a dashboard whose store is away."""

    def fault(*_args, **_named):
        message = "the database is not available: disk full"
        raise StoreUnavailable(message)

    parts = ("ping", "counts", "work_states", "runs", "run", "issue", "board", "dead_letters")
    return client(Shown(store=SimpleNamespace(**dict.fromkeys(parts, fault))))


@pytest.mark.parametrize(
    ("path", "status", "title", "words"),
    [
        pytest.param("/runs/R9", 404, "Not Found", "There is no such run.", id="run"),
        pytest.param("/boards/nothing", 404, "Not Found", "There is no workflow nothing.", id="workflow"),
        pytest.param("/boards/story?stage=Gone", 404, "Not Found", "story has no stage Gone.", id="stage"),
        pytest.param("/boards/story?after=-1", 400, "Bad Request", "A page is asked for by a number.", id="page"),
        pytest.param("/boards/story?after=" + "9" * 19, 400, "Bad Request", "by a number", id="too far"),
        pytest.param("/issues/group/project/9", 404, "Not Found", "knows nothing of group/project#9", id="issue"),
        pytest.param("/runs?outcome=maybe", 400, "Bad Request", "There is no such outcome", id="outcome"),
        pytest.param("/runs?state=maybe", 400, "Bad Request", "There is no such state", id="state"),
        pytest.param("/runs?issue=twelve", 400, "Bad Request", "written as group/project#12", id="reference"),
        pytest.param("/nowhere", 404, "Not Found", "There is no such page.", id="address"),
    ],
)
def test_problem_is_said_in_words(browser, path, status, title, words):
    """The page has the look of the others, a title, and a sentence that helps."""
    answer = browser.get(path, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (status, "text/html")
    assert f"<h1>{title}</h1>" in answer.text
    assert words in answer.text


def test_twin_says_the_same_as_data(browser):
    """A program that asks for what is not there gets JSON."""
    answer = browser.get("/boards/nothing.json")
    expected = {"status": "error", "detail": "Not Found", "words": "There is no workflow nothing."}
    assert (answer.status_code, answer.json) == (404, expected)


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("POST", "/webhooks/github", 404, "Not Found"),
        ("GET", "/webhooks/gitlab", 405, "Method Not Allowed"),
        ("POST", "/intake/", 404, "Not Found"),
    ],
)
def test_programs_get_the_errors_of_the_door(browser, method, path, status, detail):
    """With the dashboard in place, addresses that programs read answer as without it."""
    answer = browser.open(path, method=method)
    assert (answer.status_code, answer.json) == (status, {"status": "error", "detail": detail})


@pytest.mark.parametrize("path", ["/", "/runs", "/runs/R1", "/boards/story", "/issues/group/project/1"])
def test_store_that_is_away(away, path):
    """Each page says that the store is away, and when to try again; nothing of the database's own words."""
    page, twin = away.get(path), away.get("/index.json" if path == "/" else f"{path}.json")
    assert [(answer.status_code, answer.headers["Retry-After"]) for answer in (page, twin)] == [(503, "10")] * 2
    assert "<h1>The store is away</h1>" in page.text
    assert (twin.json["detail"], "disk full" in page.text + twin.text) == ("The store is away", False)


def test_a_store_that_cannot_be_written_is_not_well(tmp_path):
    """What can be read but not written is told at the top, as the readiness page tells it."""

    def refuse():
        message = "the database cannot be written: disk full"
        raise StoreUnavailable(message)

    with open_store(tmp_path) as store:
        store.ping = refuse
        page = client(Shown(store=store)).get("/index.json").json

    assert [check for check in page["checks"] if check["name"] == "store"] == [
        {"name": "store", "ok": False, "words": "the database cannot be written: disk full"}
    ]
