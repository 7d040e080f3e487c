"""Who is no person: Usher itself, GitLab's own accounts, and those that `gitlab.bots` names."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from automation.decide.compiled import Compiled
    from automation.model.events import User


def is_bot(rules: Compiled, usher: User, username: str) -> bool:
    """Whether nobody speaks or acts when `username` does.

    GitLab takes usernames without regard to case. A person of config.yml is a bot only where `gitlab.bots` has the full
    username, since a pattern for accounts of tokens may fit somebody's name.
    """
    name, patterns = username.casefold(), [pattern.casefold() for pattern in rules.config.gitlab.bots]
    if name == usher.username.casefold():
        return True
    return name in patterns if username in rules.people else any(fnmatchcase(name, pattern) for pattern in patterns)
