"""The sandbox's beginning, made from the configuration."""

from __future__ import annotations

from collections.abc import Iterable

from automation.config.model import Config
from sandbox.seed import Seed, default_seed

#: account of the service in a sandbox
BOT = "usher-bot"


def seed_of(config: Config, *, bot: str = BOT, outsiders: Iterable[str] = ()) -> Seed:
    """A user for each person, and the projects and groups of `config`; `outsiders` are accounts without any rights."""
    # The sandbox brings these accounts itself.
    own = {"root", bot.lower()}
    return default_seed(
        {name: {"name": person.name} for name, person in config.people.items() if name.lower() not in own},
        {key: {"path": project.path, "visibility": project.visibility} for key, project in config.projects.items()},
        config.groups.values(),
        bot=bot,
        outsiders=outsiders,
    )
