"""How Usher names an issue and the work that waits for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_INTAKE = "intake:"
_SCHEDULE = "schedule:"
_DIGEST = "digest:"
_REFERENCE = re.compile(r"^(?P<project>[^#\s]+)#(?P<iid>[0-9]{1,18})$")


@dataclass(frozen=True, slots=True, order=True)
class IssueRef:
    """One GitLab issue, named as GitLab does in full references: ``group/project#iid``."""

    #: full path of the project, e.g. ``gitlab-com/marketing/community``
    project: str
    #: number of the issue within its project
    iid: int

    def __str__(self) -> str:
        return f"{self.project}#{self.iid}"

    @classmethod
    def parse(cls, text: str) -> IssueRef:
        """The reference written in `text`.

        Raises:
            ValueError: `text` is not ``path#iid``.
        """
        match = _REFERENCE.match(text)
        if match is None:
            message = f"{text!r} is not an issue reference; write it as group/project#12"
            raise ValueError(message)
        return cls(match["project"], int(match["iid"]))


def is_intake(work_key: str) -> bool:
    """Whether `work_key` is that of a form's intakes."""
    return work_key.startswith(_INTAKE)


def is_schedule(work_key: str) -> bool:
    """Whether `work_key` is that of a schedule."""
    return work_key.startswith(_SCHEDULE)


def is_digest(work_key: str) -> bool:
    """Whether `work_key` is that of a policy's digests."""
    return work_key.startswith(_DIGEST)


def is_without_issue(work_key: str) -> bool:
    """Whether `work_key` is that of work which is about no issue: intakes, schedules, digests."""
    return is_intake(work_key) or is_schedule(work_key) or is_digest(work_key)


def intake_key(workflow: str) -> str:
    """The work key under which the intakes of `workflow` are decided in turn: unique keys must not race."""
    return f"{_INTAKE}{workflow}"


def schedule_key(name: str) -> str:
    """The work key under which the occurrences of the schedule `name` are decided in turn."""
    return f"{_SCHEDULE}{name}"


def digest_key(policy: str) -> str:
    """The work key under which the digests of `policy` are opened in turn; only the keys of issues hold ``#``."""
    return f"{_DIGEST}{policy.replace('#', '%23')}"
