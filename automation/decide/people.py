"""Who people are to Usher: roles, membership, who may do what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from automation.config.model import Config

#: what a person is to expressions: ``actor.region``, ``person.roles``
PersonView = Mapping[str, Any]


class People:
    """The people of config.yml; nobody else is ever assigned or mentioned."""

    def __init__(self, config: Config) -> None:
        extras = {key: "" for person in config.people.values() for key in (person.model_extra or {})}
        self._views: dict[str, PersonView] = {
            username: {
                **extras,
                **(person.model_extra or {}),
                "username": username,
                "name": person.name or username,
                "roles": tuple(person.roles),
                "is_member": True,
            }
            for username, person in config.people.items()
        }
        self._nobody = {**extras, "roles": (), "is_member": False}
        self._spelt = {username.casefold(): username for username in self._views}

    def __contains__(self, username: object) -> bool:
        return username in self._views

    def view(self, username: str) -> PersonView:
        """The person `username`, with every key that any person has; strangers have no roles."""
        return self._views.get(username) or {**self._nobody, "username": username, "name": username}

    def roles(self, username: str) -> frozenset[str]:
        """Roles of `username`; none for strangers."""
        return frozenset(self.view(username)["roles"])

    def with_role(self, role: str) -> tuple[str, ...]:
        """Usernames that have `role`, in the order of config.yml."""
        return tuple(username for username, view in self._views.items() if role in view["roles"])

    def named(self, words: Iterable[str]) -> tuple[str, ...]:
        """Usernames that `words` (usernames or roles) stand for, in order, without doubles and strangers."""
        found = [name for word in words for name in ((word,) if word in self._views else self.with_role(word))]
        return tuple(dict.fromkeys(found))
