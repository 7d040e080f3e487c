"""What a sandbox begins with: users, groups, projects, members, labels and files, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

import yaml

DEVELOPER = 30
OWNER = 50


class SeedError(ValueError):
    """The data are no seed; the text says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedUser:
    """A person; without a name or an address they are made from the username."""

    username: str
    name: str = ""
    email: str = ""
    admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedLabel:
    """A label of a group or project."""

    name: str
    color: str = "#6699cc"
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedPlace:
    """A group or project: `members` maps usernames to access levels, `files` (projects) paths to texts."""

    path: str
    visibility: str = "private"
    members: Mapping[str, int] = field(default_factory=dict)
    labels: tuple[SeedLabel, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """The beginning. Groups that a path needs and nobody lists are made as well."""

    users: tuple[SeedUser, ...] = ()
    groups: tuple[SeedPlace, ...] = ()
    projects: tuple[SeedPlace, ...] = ()

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Seed:
        """Build a seed from plain data: keys users, groups, projects; entries as the Seed… classes.

        Raises:
            SeedError: an unknown key or a missing one, named with its place.
        """
        _known(data, ("users", "groups", "projects"), "seed")
        return cls(
            users=tuple(_build(SeedUser, entry, "users") for entry in data.get("users", ())),
            groups=tuple(_place(entry, "groups") for entry in data.get("groups", ())),
            projects=tuple(_place(entry, "projects") for entry in data.get("projects", ())),
        )

    @classmethod
    def from_file(cls, path: Path) -> Seed:
        """Read a seed from a YAML or JSON file.

        Raises:
            OSError: the file cannot be read.
            SeedError: it is no YAML or JSON, or no seed.
        """
        text = path.read_text(encoding="utf-8")
        try:
            data = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
        except yaml.YAMLError as error:
            message = f"{path}: {error}"
            raise SeedError(message) from error
        if not isinstance(data, Mapping):
            message = f"{path}: a seed is a mapping with users, groups and projects"
            raise SeedError(message)
        return cls.from_mapping(data)


def default_seed(
    people: Mapping[str, Mapping[str, Any]],
    projects: Mapping[str, Mapping[str, Any]],
    groups: Iterable[str] = (),
    bot: str = "usher-bot",
    outsiders: Iterable[str] = (),
) -> Seed:
    """Build the usual seed: an administrator, people who are Developers everywhere, a bot that owns the top groups.

    Args:
        people: username to a mapping whose `name` is optional.
        projects: any key to a mapping with `path` and `visibility` (default private).
        groups: full paths of groups that are needed beyond those that hold projects.
        bot: username of the service's account.
        outsiders: usernames of accounts that are members of nothing.
    """
    visibility = {str(project["path"]): str(project.get("visibility", "private")) for project in projects.values()}
    paths = [*visibility, *(f"{group}/" for group in groups)]
    top = dict.fromkeys(path.split("/")[0] for path in paths)
    members = dict.fromkeys(people, DEVELOPER)
    return Seed(
        users=(
            SeedUser(username="root", name="Administrator", admin=True),
            SeedUser(username=bot),
            *(SeedUser(username=name, name=str(person.get("name", ""))) for name, person in people.items()),
            *(SeedUser(username=name) for name in outsiders),
        ),
        groups=(
            *(SeedPlace(path=path, visibility="public", members={bot: OWNER}) for path in top),
            *(SeedPlace(path=path, visibility="public") for path in dict.fromkeys(groups) if path not in top),
        ),
        projects=tuple(SeedPlace(path=path, visibility=shown, members=members) for path, shown in visibility.items()),
    )


def _known(entry: Mapping[str, Any], known: Iterable[str], where: str) -> None:
    unknown = sorted(set(entry) - set(known))
    if unknown:
        message = f"{where}: unknown key {', '.join(unknown)}"
        raise SeedError(message)


Entry = TypeVar("Entry", "SeedUser", "SeedLabel", "SeedPlace")


def _build(kind: type[Entry], entry: Mapping[str, Any], where: str) -> Entry:
    _known(entry, [item.name for item in fields(kind)], where)
    try:
        return kind(**entry)
    except TypeError as error:
        message = f"{where}: {error}"
        raise SeedError(message) from error


def _place(entry: Mapping[str, Any], where: str) -> SeedPlace:
    labels = tuple(_build(SeedLabel, label, f"{where}.labels") for label in entry.get("labels", ()))
    return _build(SeedPlace, {**entry, "labels": labels}, where)
