"""A webhook call that is ready to go: the one value that passes from the world to the sender."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One HTTP request to a hook: `body` and `key` stay the same when it is resent, the rest is made anew."""

    hook_id: int
    url: str
    trigger: str
    event: str
    body: bytes
    key: str
    event_uuid: str
    custom_headers: tuple[tuple[str, str], ...] = ()
    token: str | None = field(default=None, repr=False)
    signing_token: str | None = field(default=None, repr=False)
