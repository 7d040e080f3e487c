from __future__ import annotations

import logging
from importlib import metadata

import pytest
import requests
import responses

from automation.gitlab.connection import user_agent
from automation.gitlab.errors import Again, Throttled
from tests.unit.gitlab_answers import API, ISSUE_URL, PROJECT, PROJECT_URL, REF, TOKEN, client, issue

ISSUE = "/projects/:id/issues/:id"


class TestHeaders:
    def test_identity(self, gitlab):
        """Requests carry the token and our name, and nothing else of ours."""
        gitlab.get(ISSUE_URL, json=issue())

        client().read_issue(REF)

        sent = gitlab.calls[0].request.headers
        names = set(sent) - {"Accept-Encoding", "Accept", "Connection", "Content-type", "Content-Length"}
        assert names == {"User-Agent", "Authorization"}
        assert sent["Authorization"] == f"Bearer {TOKEN}"
        assert sent["User-Agent"].startswith("usher/")

    def test_version(self, monkeypatch):
        """Our name carries the installed version."""
        monkeypatch.setattr(metadata, "version", {"gitlab-usher": "1.2.3"}.__getitem__)

        assert user_agent() == "usher/1.2.3"

    def test_no_version(self, monkeypatch):
        """A checkout that was never installed has a name all the same."""

        def missing(name):
            raise metadata.PackageNotFoundError(name)

        monkeypatch.setattr(metadata, "version", missing)

        assert user_agent() == "usher/checkout"

    def test_cookies(self, gitlab):
        """Cookies of an answer are not kept: threads share the session."""
        gitlab.get(ISSUE_URL, json=issue(), headers={"Set-Cookie": "_gitlab_session=1; path=/"})
        usher = client()

        for _ in range(2):
            usher.read_issue(REF)

        assert "Cookie" not in gitlab.calls[1].request.headers


class TestEnvironment:
    def test_taken(self, gitlab, monkeypatch):
        """Proxies and certificates of the environment are used, as they were when the client was made."""
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/own.pem")
        gitlab.get(ISSUE_URL, json=issue())
        usher = client()
        monkeypatch.setenv("HTTPS_PROXY", "http://later.example.com:3128")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/etc/ssl/later.pem")

        usher.read_issue(REF)

        options = gitlab.calls[0].request.req_kwargs
        assert (options["proxies"]["https"], options["verify"]) == ("http://proxy.example.com:3128", "/etc/ssl/own.pem")

    def test_left_out(self, gitlab, monkeypatch):
        """Hosts that the environment exempts are reached without the proxy."""
        monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example.com:3128")
        monkeypatch.setenv("NO_PROXY", "gitlab.example.com")
        gitlab.get(ISSUE_URL, json=issue())

        client().read_issue(REF)

        assert not gitlab.calls[0].request.req_kwargs["proxies"]


class TestRedirects:
    def test_reading_follows(self, gitlab):
        """A moved project is still read, under the name by which it was asked for."""
        gitlab.get(ISSUE_URL, status=301, headers={"Location": f"{API}/projects/30/issues/12"})
        gitlab.get(f"{API}/projects/30/issues/12", json=issue())

        assert client().read_issue(REF).ref == REF

    def test_token_stays(self, gitlab):
        """The token does not follow to another host."""
        gitlab.get(ISSUE_URL, status=302, headers={"Location": "https://elsewhere.example.com/api/v4/x"})
        gitlab.get("https://elsewhere.example.com/api/v4/x", json=issue())

        client().read_issue(REF)

        assert "Authorization" not in gitlab.calls[1].request.headers
        assert TOKEN not in str(gitlab.calls[1].request.headers)


class TestCounting:
    def test_every_request(self, gitlab):
        """Each request is reported once with its method, template, status and duration, also without an answer."""
        gitlab.get(ISSUE_URL, json=issue())
        gitlab.get(ISSUE_URL, body=requests.ConnectionError())
        gitlab.get(ISSUE_URL, status=503)
        seen = []
        usher = client(on_request=lambda *facts: seen.append(facts))

        usher.read_issue(REF)
        for _ in range(2):
            with pytest.raises(Again):
                usher.read_issue(REF)

        assert [facts[:3] for facts in seen] == [("GET", ISSUE, 200), ("GET", ISSUE, 0), ("GET", ISSUE, 503)]
        assert all(0 <= facts[3] < 5 for facts in seen)

    def test_held_back(self, gitlab):
        """What the budget holds back is neither sent nor counted."""
        gitlab.get(ISSUE_URL, status=429, headers={"Retry-After": "9"})
        seen = []
        usher = client(on_request=lambda *facts: seen.append(facts[:3]), clock=lambda: 0.0)

        waits = []
        for _ in range(2):
            with pytest.raises(Throttled) as fault:
                usher.read_issue(REF)
            waits.append(fault.value.seconds)

        assert (waits, seen) == ([9, 9], [("GET", ISSUE, 429)])


class TestNoRetries:
    def test_once(self, gitlab):
        """A fault is passed on at once; nothing here sleeps or tries again."""
        failing = gitlab.get(ISSUE_URL, status=500)

        with pytest.raises(Again):
            client().read_issue(REF)

        assert failing.call_count == 1


class TestPaging:
    def test_all_pages(self, gitlab):
        """Lists are read to their end, a hundred rows at a time, from the host that we were given."""
        more = f"{PROJECT_URL}/issues/12/resource_label_events"
        gitlab.get(
            more,
            json=[_label_event("2026-12-01T09:00:00Z", "add")],
            headers={"Link": f'<{more.replace("https", "http")}?page=2&per_page=100>; rel="next"'},
            match=[responses.matchers.query_param_matcher({"per_page": "100"})],
        )
        gitlab.get(
            more,
            json=[_label_event("2026-12-01T10:00:00Z", "remove")],
            match=[responses.matchers.query_param_matcher({"page": "2", "per_page": "100"})],
        )
        gitlab.get(f"{PROJECT_URL}/issues/12/resource_state_events", json=[])

        assert [event.action for event in client().history(REF)] == ["add", "remove"]

    def test_page_that_is_none(self, gitlab):
        """A page that is not JSON is a fault like any other."""
        gitlab.get(f"{ISSUE_URL}/resource_label_events", body="<html>", content_type="text/html")

        with pytest.raises(Again, match="something other than GitLab's JSON"):
            client().history(REF)


def test_logs(gitlab, caplog):
    """Nothing that is logged on the way holds the token or an address."""
    gitlab.get(f"{API}/users", json=[])
    with caplog.at_level(logging.DEBUG):
        client().access_level(PROJECT, "sa-emea")

    assert TOKEN not in caplog.text


def _label_event(at, action):
    return {"user": {"username": "sa-emea"}, "created_at": at, "action": action, "label": {"name": "bug"}}
