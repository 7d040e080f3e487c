"""Deliveries as GitLab sends them, signed, about 6 KB each."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from webhooks.verify import sign

PROJECT = "gitlab-com/marketing/brand-product-marketing/product-marketing"
_FILLER = "Lorem ipsum dolor sit amet. " * 160


def body(iid: int, sequence: int, action: str = "update") -> bytes:
    """The account owner opens or updates the story `iid`; an update asks for no answer."""
    return json.dumps(
        {
            "object_kind": "issue",
            "event_type": "confidential_issue",
            "user": {"id": 12, "name": "April Marks", "username": "april.marks"},
            "project": {"id": 7, "path_with_namespace": PROJECT, "web_url": f"http://127.0.0.1/{PROJECT}"},
            "object_attributes": {
                "id": 100_000 + iid,
                "iid": iid,
                "title": f"Story {iid}",
                "description": f"{_FILLER}{sequence}",
                "state": "opened",
                "state_id": 1,
                "confidential": True,
                "type": "Issue",
                "action": action,
                "labels": [],
            },
            "labels": [],
            "changes": {},
        }
    ).encode()


def headers(token: str, key: str, content: bytes) -> dict[str, str]:
    """The headers of a delivery with the idempotency key `key`."""
    return {
        "Content-Type": "application/json",
        "X-Gitlab-Event": "Confidential Issue Hook",
        "Idempotency-Key": key,
        **sign(token, key, datetime.now(UTC), content),
    }
