"""The one door out: every request to GitLab is budgeted, timed, counted and judged here."""

from __future__ import annotations

from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from time import perf_counter
from typing import Any, cast

import requests
from requests.adapters import HTTPAdapter

from automation.gitlab.budget import Budget
from automation.gitlab.calls import Call
from automation.gitlab.faults import broken, fault_of, throttled
from automation.gitlab.turns import away

#: told of every request: method, path template, status (0 without an answer) and seconds
OnRequest = Callable[[str, str, int, float], None]


class Transport(requests.Session):
    """A session for many threads whose requests end in a 2xx answer or a `GitLabFault`."""

    def __init__(self, url: str, budget: Budget, *, connections: int, on_request: OnRequest | None = None) -> None:
        """Keeps up to `connections` connections to `url` alive."""
        super().__init__()
        #: False, True, or the path of a file: how the other side's certificate is checked
        self.certificates: bool | str = self._environment_of(url)
        self._budget = budget
        self._on_request = on_request
        for scheme in ("https://", "http://"):
            self.mount(scheme, HTTPAdapter(pool_maxsize=connections))
        # threads share this session: a cookie that one request brings must not reach another
        self.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """As `requests.Session.request`, within the budget; only reading requests follow redirects.

        Raises:
            GitLabFault: the budget is spent, no answer came, or it was none of 2xx.
        """
        call = Call.of(str(method), str(url))
        self._budget.spend(call)
        kwargs["allow_redirects"] = call.method in {"GET", "HEAD"}
        answer = self._timed(call, lambda: super(Transport, self).request(method, url, *args, **kwargs))
        self._judge(call, answer)
        return answer

    def _environment_of(self, url: str) -> bool | str:
        """Takes proxies and certificates from the environment once: to look for them takes half of a request's time."""
        found = self.merge_environment_settings(url, {}, None, None, None)
        self.proxies, self.trust_env = found["proxies"], False
        return cast("bool | str", found["verify"])

    def _timed(self, call: Call, send: Callable[[], requests.Response]) -> requests.Response:
        status, start = 0, perf_counter()
        try:
            with away():
                answer = send()
            status = answer.status_code
        except requests.RequestException as error:
            # not chained: the library's error holds the address with its query
            raise broken(call, error) from None
        finally:
            if self._on_request is not None:
                self._on_request(call.method, call.template, status, perf_counter() - start)
        return answer

    def _judge(self, call: Call, answer: requests.Response) -> None:
        if answer.status_code == requests.codes.too_many_requests:
            raise throttled(call, self._budget.refused(call, answer.headers))
        self._budget.heed(answer.headers)
        if not requests.codes.ok <= answer.status_code < requests.codes.multiple_choices:
            raise fault_of(call, answer)
