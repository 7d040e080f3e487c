"""The way to Usher's door: GitLab's deliveries and signed forms, over the real WSGI application."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webhooks.verify import sign


@dataclass(frozen=True, slots=True)
class Answer:
    """What the door said."""

    status: int
    #: what became of the request as far as the door knows; empty where the delivery waits to be decided
    outcome: str
    #: key of the stored delivery
    key: str | None = None
    #: what was wrong, in the words of the answer
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A delivery of GitLab: what the hook was to be told."""

    #: X-Gitlab-Event
    event: str
    body: Mapping[str, Any]

    @property
    def about(self) -> tuple[int | None, str, str]:
        """Global id of the issue, kind and action, and username of who acted: how a delivery is found again."""
        attributes = self.body.get("object_attributes") or {}
        is_note = self.body.get("object_kind") == "note"
        issue_id = attributes.get("noteable_id") if is_note else attributes.get("id")
        action = f"{'note' if is_note else 'issue'}.{attributes.get('action')}"
        return issue_id, action, (self.body.get("user") or {}).get("username", "")


@dataclass(frozen=True, slots=True)
class Post:
    """Hands requests in."""

    client: FlaskClient
    now: Callable[[], datetime]
    #: signing token that the door believes, for both kinds
    token: str

    def deliver(self, event: str, body: bytes, key: str, token: str = "valid") -> Answer:  # noqa: S107 - a kind of token
        """Post a delivery of GitLab; `token` says what with: valid, invalid or missing."""
        headers = {"X-Gitlab-Event": event, "Idempotency-Key": key, **self._credentials(body, key, token)}
        return self._posted("/webhooks/gitlab", body, headers)

    def form(self, workflow: str, fields: Mapping[str, str], key: str, token: str = "valid") -> Answer:  # noqa: S107 - as above
        """Send the form of `workflow` in."""
        body = json.dumps(dict(fields)).encode()
        return self._posted(f"/intake/{workflow}", body, self._credentials(body, key, token))

    def _credentials(self, body: bytes, key: str, token: str) -> dict[str, str]:
        if token == "valid":  # noqa: S105 - a kind of token
            return sign(self.token, key, self.now(), body)
        return {"X-Gitlab-Token": "nobody knows this one"} if token == "invalid" else {}  # noqa: S105 - as above

    def _posted(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return _answer(self.client.post(path, data=body, headers={"Content-Type": "application/json", **headers}))


def new_token() -> str:
    """A signing token as GitLab makes them: ``whsec_`` and 32 bytes in base64 (gitlab.md §1.2)."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def _answer(response: TestResponse) -> Answer:
    body: dict[str, Any] = response.get_json(silent=True) or {}
    known = {"stored": "", "duplicate": "duplicate"}
    outcome = known.get(body.get("status", ""), body.get("outcome") or "")
    detail = "; ".join(filter(None, (body.get("detail"), *body.get("faults", ()))))
    return Answer(response.status_code, outcome, body.get("id"), detail)
