"""People, their access to places, and invitations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum


class Access(IntEnum):
    """Access levels with GitLab's numbers (GitLab docs, api/access_requests.md)."""

    NONE = 0
    MINIMAL = 5
    GUEST = 10
    PLANNER = 15
    REPORTER = 20
    DEVELOPER = 30
    MAINTAINER = 40
    OWNER = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What a user says of themselves; `availability` is "not_set" or "busy"."""

    emoji: str = "speech_balloon"
    message: str = ""
    availability: str = "not_set"
    clear_status_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account. `admin` is the instance-wide right."""

    id: int
    username: str
    name: str
    email: str
    created_at: datetime
    admin: bool = False
    status: Status = field(default_factory=Status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A direct membership of one project or group."""

    user_id: int
    access_level: int
    created_at: datetime
    created_by_id: int
    expires_at: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A pending invitation of an address that no account has."""

    id: int
    email: str
    access_level: int
    created_at: datetime
    created_by_id: int
    expires_at: date | None = None
