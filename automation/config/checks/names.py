"""The names that a configuration defines, and the problem of using another one."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from automation.config.base import as_list
from automation.config.faults import Problem
from automation.config.positions import Trail
from automation.config.spelling import proposal

_FIELD = "field:"


@dataclass(frozen=True, slots=True)
class Known:
    """All names of one kind."""

    #: what they name, e.g. ``stage``
    kind: str
    names: tuple[str, ...]
    #: False where the file that defines them cannot be read; then every name may be right
    complete: bool = True
    #: what a wrong name is, where "there is no stage of this name" does not say it
    wrong: str = ""

    def check(self, name: str, trail: Trail) -> Iterator[Problem]:
        """A problem if `name`, used at `trail`, is none of them."""
        if self.complete and name not in self.names:
            message = self.wrong or f"there is no {self.kind} of this name"
            remedy = proposal(name, self.names)
            yield Problem(trail=trail, message=message, remedy=remedy, code="unknown-name")

    def check_all(self, names: Iterable[str], trail: Trail) -> Iterator[Problem]:
        """The problems of `names`, which are the items of the list at `trail`."""
        for index, name in enumerate(names):
            yield from self.check(name, (*trail, index))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What the whole configuration defines."""

    projects: Known
    #: keys of config.yml
    groups: Known
    people: Known
    roles: Known
    #: routing tables
    tables: Known
    templates: Known
    #: further calendars
    calendars: Known
    channels: Known
    #: of all programs
    workflows: Known

    def check_listed(self, entry: str, trail: Trail) -> Iterator[Problem]:
        """The problem of an entry that is neither a role nor a username of config.yml."""
        everybody = (*self.roles.names, *self.people.names)
        wrong = "this is no role and no username"
        yield from Known("person", everybody, self.people.complete, wrong).check(entry, trail)

    def check_person(self, entry: str, trail: Trail, words: tuple[str, ...], fields: Known | None) -> Iterator[Problem]:
        """The problem of an entry that is no role, username, one of `words` or ``field:Name``.

        `fields` None lets every field be.
        """
        if "{" in entry:  # whom an expression names is known only then
            return
        if entry.startswith(_FIELD):
            yield from fields.check(entry.removeprefix(_FIELD), trail) if fields is not None else ()
            return
        wrong = f"this is no role, no username and none of {', '.join(words)} and field:Name"
        everybody = (*words, *self.roles.names, *self.people.names)
        yield from Known("person", everybody, self.people.complete, wrong).check(entry, trail)


def names_of(data: Any, workflows: Known, templates: Iterable[str], gone: Container[str]) -> Names:
    """The names that a configuration defines.

    Args:
        data: that of config.yml with the environment put in, without what is wrong.
        workflows: those of all programs.
        templates: names of the templates found.
        gone: sections of config.yml that are wrong; what they do not define may be right.
    """
    return Names(
        projects=Known("project", tuple(_mapping(data, "projects")), "projects" not in gone),
        groups=Known("group", tuple(_mapping(data, "groups")), "groups" not in gone),
        people=Known("person", tuple(_mapping(data, "people")), "people" not in gone),
        roles=Known("role", tuple(_roles(_mapping(data, "people"))), "people" not in gone),
        tables=Known("routing table", tuple(_mapping(data, "routing")), "routing" not in gone),
        calendars=Known("calendar", tuple(_mapping(data, "calendars")), "calendars" not in gone),
        channels=Known("channel", tuple(_mapping(data, "channels")), "channels" not in gone),
        templates=Known("template", tuple(templates), "templates" not in gone),
        workflows=workflows,
    )


def _mapping(data: Any, key: str) -> Mapping[str, Any]:
    value = data.get(key) if isinstance(data, dict) else None
    return value if isinstance(value, dict) else {}


def _roles(people: Mapping[str, Any]) -> Iterator[str]:
    roles = [role for person in people.values() if isinstance(person, dict) for role in as_list(person.get("roles"))]
    yield from dict.fromkeys(role for role in roles if isinstance(role, str))
