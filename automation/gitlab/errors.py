"""What can go wrong at GitLab, sorted by what is to be done about it.

.. code-block:: text

    GitLabFault
    ├── Again          try again later: network, timeout, 5xx, an answer that broke off
    ├── Throttled      try again when `seconds` have passed: GitLab's limits
    └── GiveUp         trying again changes nothing: 4xx
        ├── Refused    401 and 403: the token or its rights
        └── Missing    404 and 410: not there, or not for us
            └── Gone   … and it was the issue itself
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from automation.model.refs import IssueRef


class GitLabFault(Exception):
    """A request that did not end as it should; its words hold no token, no query value and no text of an issue."""

    def __init__(self, cause: str, *, status: int | None = None, said: str = "") -> None:
        super().__init__(cause)
        #: one sentence for people: what was asked, what came back, what helps
        self.cause = cause
        #: HTTP status; None where there was no answer
        self.status = status
        #: GitLab's own message; empty where there was none
        self.said = said


class Again(GitLabFault):
    """Try again later; whether GitLab did what was asked is not known."""


class Throttled(GitLabFault):
    """GitLab's limits are reached; nothing was done."""

    def __init__(self, cause: str, *, seconds: float, status: int | None = None) -> None:
        super().__init__(cause, status=status)
        #: how long to wait
        self.seconds = seconds


class GiveUp(GitLabFault):
    """Trying the same again changes nothing."""


class Refused(GiveUp):
    """The token is not valid, or its user may not do this."""


class Missing(GiveUp):
    """What was asked for is not there, or not visible to the bot."""


class Gone(Missing):
    """The issue itself is not there any more, or not visible to the bot."""


@contextmanager
def gone_if_missing(ref: IssueRef) -> Iterator[None]:
    """Turns a `Missing` from inside into a `Gone` that names the issue `ref`."""
    try:
        yield
    except Missing as fault:
        message = f"{ref} is not there any more, or the bot may not see it ({fault.cause})"
        raise Gone(message, status=fault.status, said=fault.said) from None
