"""Who people are to Usher: roles, membership, who may do what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from automation.config.model import Config
from automation.config.words.absence import to_absence
from automation.decide.field_types import user_of
from automation.decide.phrases import has_phrase

#: what a person is to expressions: ``actor.region``, ``person.roles``
PersonView = Mapping[str, Any]


def spoken(by: Iterable[str]) -> str:
    """Who may do something, in words; whom a text chooses is not spelt out."""
    return ", ".join(dict.fromkeys("whom the workflow names" if "{" in word else word for word in by))


class People:
    """The people of config.yml; nobody else is ever assigned or mentioned.

    GitLab takes usernames without regard to case (api/users.md), and so does everything here.
    """

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
        self._away = {
            username: [to_absence(word) for word in person.away] for username, person in config.people.items()
        }
        self._nobody = {**extras, "roles": (), "is_member": False}
        self._spelt = {username.casefold(): username for username in self._views}

    def __contains__(self, username: object) -> bool:
        return isinstance(username, str) and username.casefold() in self._spelt

    def spelt(self, username: str) -> str:
        """`username` as config.yml spells it; a stranger's as it is."""
        return self._spelt.get(username.casefold(), username)

    def named_in(self, value: str) -> str:
        """The username that a field's value names, with or without ``@``, as config.yml spells it; '' for none."""
        return self.spelt(user_of(value) or "")

    def view(self, username: str) -> PersonView:
        """The person `username`, with every key that any person has; strangers have no roles."""
        return self._views.get(self.spelt(username)) or {**self._nobody, "username": username, "name": username}

    def roles(self, username: str) -> frozenset[str]:
        """Roles of `username`; none for strangers."""
        return frozenset(self.view(username)["roles"])

    def with_role(self, role: str) -> tuple[str, ...]:
        """Usernames that have `role`, in the order of config.yml."""
        return tuple(username for username, view in self._views.items() if role in view["roles"])

    def is_away(self, username: str, day: date) -> bool:
        """Whether config.yml says that `username` is away on `day`."""
        return any(first <= day <= last for first, last in self._away.get(self.spelt(username), ()))

    def person_for(self, day: date, role: str, text: str, by: str = "areas") -> str:
        """The first person with `role` of whose `by` (a key of config.yml) `text` holds one as whole words; ''.

        Who is away on `day` does not count.
        """
        there = (name for name in self.with_role(role) if not self.is_away(name, day))
        return next((name for name in there if has_phrase(text, self._views[name].get(by) or ())), "")

    def named(self, words: Iterable[str]) -> tuple[str, ...]:
        """Usernames that `words` (usernames or roles) stand for, in order, without doubles and strangers."""
        found = [name for word in words for name in ((self.spelt(word),) if word in self else self.with_role(word))]
        return tuple(dict.fromkeys(found))
