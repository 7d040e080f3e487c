"""Which faults of GitLab end what a sweep was at, and which only put it off."""

from __future__ import annotations

from automation.gitlab.errors import GitLabFault, GiveUp, Refused

_UNAUTHORISED = 401


def lasts(fault: GitLabFault) -> bool:
    """Whether trying again changes nothing; a token that is no longer valid can be renewed."""
    return isinstance(fault, GiveUp) and not (isinstance(fault, Refused) and fault.status == _UNAUTHORISED)
