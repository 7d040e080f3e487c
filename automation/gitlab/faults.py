"""What an answer of GitLab, or its absence, means: which fault, in which words (gitlab.md §3, §4)."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

import requests

from automation.gitlab.calls import Call
from automation.gitlab.errors import Again, GitLabFault, GiveUp, Missing, Refused, Throttled

_LONGEST_SAID = 300
_REDIRECTS = range(300, 400)
_SERVER = 500
#: names under which GitLab gives a message that stands for itself
_PLAIN = frozenset({"base", "error"})
_REMEDIES = {
    401: "the token is not valid: it may have expired or been revoked, so set a new one",
    403: "the bot may not do this: check its role there and the scope of its token",
    404: "it is not there, or the bot may not see it",
    405: "if the project has moved, change its path in the configuration",
}
_SPAM = "GitLab takes it for spam: let an administrator trust the bot's user"
_BROKEN = (
    (requests.exceptions.SSLError, "the TLS connection failed; check the certificate and the address"),
    (requests.exceptions.Timeout, "no answer in time"),
    (requests.exceptions.ConnectionError, "no connection"),
)
#: requests' errors for addresses and headers that it cannot send are ValueErrors too
_WRONG = (requests.exceptions.TooManyRedirects, ValueError)


def fault_of(call: Call, answer: requests.Response) -> GitLabFault:
    """The fault that an `answer` outside 2xx stands for; a 429 is `throttled`."""
    said = said_in(answer)
    cause = f"{call} was answered with {_status(answer, said)}"
    if answer.status_code in _REDIRECTS:
        cause = f"{cause}; it has moved to {_moved_to(answer)}, change its path in the configuration"
        return GiveUp(cause, status=answer.status_code)
    if _is_transient(answer.status_code, said):
        return Again(cause, status=answer.status_code, said=said)
    remedy = _SPAM if "spam" in said.lower() else _REMEDIES.get(answer.status_code)
    return _lasting(answer.status_code)(f"{cause}; {remedy}" if remedy else cause, status=answer.status_code, said=said)


def throttled(call: Call, seconds: float) -> Throttled:
    """The fault that a 429 to `call` stands for, when `seconds` are to be waited."""
    return Throttled(f"{call} was answered with 429, GitLab asks to wait {seconds:.0f} s", seconds=seconds, status=429)


def broken(call: Call, error: requests.RequestException) -> GitLabFault:
    """The fault for a request without an answer; the words of `error` are left out, they hold the whole address."""
    if isinstance(error, _WRONG):
        return GiveUp(f"{call} could not be made: check the address of GitLab ({type(error).__name__})")
    words = next((words for kind, words in _BROKEN if isinstance(error, kind)), "the answer broke off")
    return Again(f"{call}: {words} ({type(error).__name__})")


def said_in(answer: requests.Response) -> str:
    """GitLab's own message in one line of at most 300 characters; empty where the body is not GitLab's JSON."""
    try:
        body = answer.json()
    except ValueError:
        return ""
    if not isinstance(body, dict):
        return ""
    told = next((body[name] for name in ("message", "error_description", "error") if name in body), "")
    return " ".join(words_of(told).split())[:_LONGEST_SAID]


def words_of(told: Any) -> str:
    """A message of GitLab as one text: ``title can't be blank`` for lists by field; email addresses are left out."""
    if isinstance(told, dict):
        return "; ".join(f"{_field(name)}{words_of(texts)}" for name, texts in told.items())
    return ", ".join(map(words_of, told)) if isinstance(told, list) else str(told)


def _field(name: str) -> str:
    return "" if name in _PLAIN or "@" in name else f"{name} "


def _status(answer: requests.Response, said: str) -> str:
    number = str(answer.status_code)
    words = said.removeprefix(number).strip() or answer.reason or ""
    return f"{number} {words}".strip()


def _is_transient(status: int, said: str) -> bool:
    """Server errors, a request that GitLab waited for in vain, and a row that somebody else was just writing."""
    busy = status == requests.codes.conflict and "resource lock" in said.lower()
    return status >= _SERVER or status == requests.codes.request_timeout or busy


def _lasting(status: int) -> type[GiveUp]:
    return {401: Refused, 403: Refused, 404: Missing, 410: Missing}.get(status, GiveUp)


def _moved_to(answer: requests.Response) -> str:
    return unquote(urlsplit(answer.headers.get("Location", "")).path) or "another address"
