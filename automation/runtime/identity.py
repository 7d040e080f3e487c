"""Who we are in GitLab: the user of our token."""

from __future__ import annotations

from automation.gitlab.errors import GitLabFault
from automation.gitlab.port import GitLabPort
from automation.model.events import User


class Identity:
    """The bot user; GitLab need not be there when we start."""

    def __init__(self, gitlab: GitLabPort) -> None:
        self._gitlab = gitlab
        #: the user, once GitLab has told
        self.known: User | None = None
        #: why GitLab did not tell so far
        self.fault = ""

    def user(self) -> User:
        """The user of our token; asks GitLab until it has told once.

        Raises:
            GitLabFault: GitLab did not tell.
        """
        if self.known is None:
            self.known = self._ask()
        return self.known

    def introduce(self) -> None:
        """Ask, if need be; where GitLab does not tell, `fault` says why."""
        try:
            self.user()
        except GitLabFault as fault:
            self.fault = fault.cause

    def _ask(self) -> User:
        user = self._gitlab.whoami()
        self.fault = ""
        return user
