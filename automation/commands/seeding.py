"""The sandbox's beginning, made from the configuration."""

from __future__ import annotations

from collections.abc import Iterable

from automation.config.model import Config
from sandbox.seed import Seed, default_seed

#: account of the service in a sandbox
BOT = "usher-bot"


def seed_of(config: Config, *, bot: str = BOT, outsiders: Iterable[str] = ()) -> Seed:
    """A user for each person, and the projects and groups of `config`; `outsiders` are accounts without any rights."""
    return default_seed(
        {username: {"name": person.name} for username, person in config.people.items()},
        {key: {"path": project.path, "visibility": project.visibility} for key, project in config.projects.items()},
        config.groups.values(),
        bot=bot,
        outsiders=outsiders,
    )
