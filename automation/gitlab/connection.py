"""python-gitlab, held to plain requests: what goes in is what is sent, what comes out is GitLab's JSON.

python-gitlab knows GitLab's address, authentication, encoding and paging. Its lower-level methods are used rather than
its objects: lists stay lists, an answer stays whole, and no request is made that was not asked for. Its own retries
never start, since `Transport` raises before they could: they sleep in the thread, and waiting is the work list's part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import metadata
from itertools import islice
from typing import Any

import gitlab
import requests
from gitlab.exceptions import GitlabParsingError
from gitlab.utils import EncodedId

from automation.gitlab.calls import Call
from automation.gitlab.errors import Again, Refused
from automation.gitlab.transport import Transport

_PAGE = 100


def project_path(project: str, *more: object) -> str:
    """The path of `project` (full path or number) and what is under it, encoded for a request."""
    return _path("projects", project, *more)


def group_path(group: str, *more: object) -> str:
    """The path of `group` (full path) and what is under it, encoded for a request."""
    return _path("groups", group, *more)


def _path(*parts: object) -> str:
    return "".join(f"/{EncodedId(str(part))}" for part in parts)


def user_agent() -> str:
    """How we name ourselves to GitLab: ``usher/<version>``; a checkout that was never installed has no version."""
    try:
        return f"usher/{metadata.version('gitlab-usher')}"
    except metadata.PackageNotFoundError:
        return "usher/checkout"


class Connection:
    """Requests to one GitLab with one token; safe for many threads."""

    def __init__(self, url: str, token: str, *, timeout: float, transport: Transport) -> None:
        """Connects to nothing yet.

        Args:
            url: base address of the instance.
            token: personal, project, group or OAuth token, scope ``api``.
            timeout: seconds to wait for a connection and for each part of an answer.
            transport: sends the requests.

        Raises:
            Refused: `token` cannot be one.
        """
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            message = "the GitLab token is empty or holds characters that no token has; set GITLAB_TOKEN anew"
            raise Refused(message)
        # sent as a bearer token, which requests takes off again where a redirect leads to another host
        self._gitlab = gitlab.Gitlab(
            url,
            oauth_token=token,
            timeout=timeout,
            user_agent=user_agent(),
            keep_base_url=True,
            ssl_verify=transport.certificates,
            session=transport,
        )

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """The JSON object at `path`."""
        return self._json(_call("GET", path), lambda: self._gitlab.http_get(path, query_data=query))

    def each(self, path: str, *, limit: int | None = None, **query: Any) -> Iterator[dict[str, Any]]:
        """The objects of the list at `path`, page by page as they are asked for, at most `limit`."""
        call = _call("GET", path)
        try:
            rows = self._gitlab.http_list(path, query_data=query, iterator=True, per_page=_PAGE)
            yield from islice(rows, limit)
        except GitlabParsingError:
            raise _not_json(call) from None

    def page(self, path: str, **query: Any) -> tuple[list[dict[str, Any]], str]:
        """One page of the list at `path`, and the address of the next one; the empty string behind the last."""
        answer = self._gitlab.http_request("get", path, query_data={"per_page": _PAGE, **query})
        rows = self._rows(_call("GET", path), answer)
        return rows, answer.links.get("next", {}).get("url", "")

    def count(self, path: str, **query: Any) -> int | None:
        """How long the list at `path` is; None where GitLab does not say, as above 10,000."""
        answer = self._gitlab.http_request("get", path, query_data={"per_page": 1, **query})
        total = answer.headers.get("X-Total", "")
        return int(total) if total.isdigit() else None

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What GitLab answers when `body` is posted to `path`."""
        return self._json(_call("POST", path), lambda: self._gitlab.http_post(path, post_data=body))

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What GitLab answers when `body` is put to `path`."""
        return self._json(_call("PUT", path), lambda: self._gitlab.http_put(path, post_data=body))

    def delete(self, path: str) -> None:
        """Deletes what is at `path`; GitLab answers nothing."""
        self._gitlab.http_delete(path)

    def close(self) -> None:
        """Lets go of the connections that are kept alive."""
        self._gitlab.session.close()

    @staticmethod
    def _rows(call: Call, answer: requests.Response) -> list[dict[str, Any]]:
        """The list that GitLab answered with; anything else was not said by it, or not to its end."""
        try:
            rows = answer.json()
        except requests.JSONDecodeError:
            raise _not_json(call) from None
        if not isinstance(rows, list):
            raise _not_json(call)
        return rows

    @staticmethod
    def _json(call: Call, ask: Callable[[], Any]) -> dict[str, Any]:
        """The object that `ask` gives; anything else was not said by GitLab, or not to its end."""
        try:
            answer = ask()
        except GitlabParsingError:
            raise _not_json(call) from None
        if not isinstance(answer, dict):
            raise _not_json(call)
        return answer


def _call(method: str, path: str) -> Call:
    return Call.of(method, f"/api/v4{path}")


def _not_json(call: Call) -> Again:
    return Again(f"{call} was answered with something other than GitLab's JSON; is there a proxy in between?")
